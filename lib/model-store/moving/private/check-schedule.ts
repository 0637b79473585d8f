import { IConstruct } from 'constructs';
import { fail } from '../../../core/private/fail';
import { isCron } from '../../private/cron';

const ZONE = /^[A-Za-z]+([/_+-][A-Za-z0-9]+)*$/;

/** Refuses what a CronJob would. */
export function checkSchedule(scope: IConstruct | undefined, whose: string, cron: string, timeZone = 'UTC'): void {
  if (!isCron(cron)) {
    throw fail(scope, {
      code: 'AIC-3270',
      what: `the schedule of ${whose} is no cron expression`,
      got: cron,
      want: 'five fields: minute, hour, day of month, month, day of week',
      fix: "Write '0 2 * * *' for two o'clock each night; the zone goes into timeZone.",
    });
  }
  if (!ZONE.test(timeZone)) {
    throw fail(scope, {
      code: 'AIC-3271',
      what: `the time zone of ${whose} has no name that Kubernetes knows`,
      got: timeZone,
      want: 'a name of the IANA time zone database, known at synthesis',
      fix: "Write timeZone: 'Asia/Shanghai'.",
    });
  }
}
