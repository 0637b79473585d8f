/** Tells what a program needs. */
export async function report(_folder: string, _stack?: string): Promise<string> {
  return '';
}
