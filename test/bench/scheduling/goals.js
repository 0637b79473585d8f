'use strict';

/**
 * What the program's scheduler must reach, from a replay with whole jobs and one with a pod for each device.
 * Shares are changes against the stock scheduler, -0.2 for a fifth less.
 */
function goalsOf(whole, split) {
  const arm = (result, name) => result.arms.find((one) => one.arm === name);
  const program = arm(whole, 'program');
  const control = arm(whole, 'stock-with-classes');
  const parted = arm(split, 'program');
  const behind = program.figures.meanHours / control.figures.meanHours - 1;
  return [
    atMost('mean completion time against the stock scheduler', program.change.mean, -0.2, percent, -0.3),
    atMost('longest wait against the stock scheduler', program.change.longestWait, -0.4, percent),
    atLeast('useful allocation while jobs arrive', program.figures.usefulWhileArriving, 0.8),
    atLeast('useful allocation while jobs wait, several pods per job', parted.figures.usefulWhileWaiting ?? 1, 0.85),
    atMost('mean completion time against the stock scheduler with the same classes', behind, 0.05, percent),
    atMost('stuck jobs', program.figures.stuck + parted.figures.stuck, 0, String),
  ];
}

function atMost(what, value, limit, show, aim) {
  return {
    what,
    value,
    limit,
    met: value <= limit,
    aimed: aim === undefined || value <= aim,
    aim,
    show,
    word: 'at most',
  };
}

function atLeast(what, value, limit) {
  const show = (number) => number.toFixed(2);
  return { what, value, limit, met: value >= limit, aimed: true, show, word: 'at least' };
}

function percent(share) {
  const rounded = Math.round(share * 1000) / 10;
  return `${rounded > 0 ? '+' : ''}${rounded} %`;
}

/** One line for each goal. */
function goalText(goals) {
  return goals
    .map(({ what, value, limit, met, aimed, aim, show, word }) => {
      const further = aim === undefined ? '' : `, aim ${show(aim)} ${aimed ? 'reached' : 'not reached'}`;
      return `${met ? 'met    ' : 'NOT MET'}  ${what}: ${show(value)}, want ${word} ${show(limit)}${further}`;
    })
    .join('\n');
}

module.exports = { goalsOf, goalText };
