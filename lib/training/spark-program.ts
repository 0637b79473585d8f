import { fail } from '../core/private/fail';

/** What a Spark job runs. */
export enum SparkLanguage {
  /** A Python file. */
  PYTHON = 'Python',
  /** A class of a JAR, from Java. */
  JAVA = 'Java',
  /** A class of a JAR, from Scala. */
  SCALA = 'Scala',
}

/**
 * The program of a Spark job and where it is.
 *
 * @example
 * import { SparkProgram } from 'cdktf-ai-cloud';
 *
 * const program = SparkProgram.python('local:///opt/app/features.py');
 */
export class SparkProgram {
  /** A Python file: `local://` for one inside the image, else what Hadoop reads, such as `s3a://`. */
  public static python(file: string): SparkProgram {
    return SparkProgram.of(SparkLanguage.PYTHON, file);
  }

  /** A class of a JAR written in Java. */
  public static java(jar: string, mainClass: string): SparkProgram {
    return SparkProgram.of(SparkLanguage.JAVA, jar, mainClass);
  }

  /** A class of a JAR written in Scala. */
  public static scala(jar: string, mainClass: string): SparkProgram {
    return SparkProgram.of(SparkLanguage.SCALA, jar, mainClass);
  }

  private static of(language: SparkLanguage, file: string, mainClass?: string): SparkProgram {
    if (!/^[a-z][a-z0-9+.-]*:\/\/\/?\S+$/.test(file) || mainClass?.trim() === '') {
      throw fail(undefined, {
        code: 'AIC-2250',
        what: 'the program of the Spark job cannot be found',
        got: { file, ...(mainClass === undefined ? {} : { mainClass }) },
        want: 'a URL with its scheme and, for a JAR, the name of a class',
        fix: "For example 'local:///opt/app/features.py' for a file inside the image.",
      });
    }
    return new SparkProgram(language, file, mainClass);
  }

  private constructor(
    /** What it is written in. */
    public readonly language: SparkLanguage,
    /** URL of the file. */
    public readonly file: string,
    /** Class with the entry point; undefined for Python. */
    public readonly mainClass?: string,
  ) {}
}
