/** A table as text: columns as wide as needed, numbers to the right; the last one is broken into lines of a width, if given. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  lastWidth = Infinity,
): string {
  const last = header.length - 1;
  const cells = [header, ...rows.map((row) => row.map(String))].map((row) => [
    ...row.slice(0, last).map((cell) => [cell]),
    wrapped(row[last]!, lastWidth),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...cells.flatMap((row) => row[column]!.map((line) => line.length))),
  );
  const right = header.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const lines = (row: readonly (readonly string[])[]): string[] =>
    row[last]!.map((_, index) =>
      row
        .map((cell) => cell[index] ?? '')
        .map((text, column) => (right[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [...lines(cells[0]!), rule, ...cells.slice(1).flatMap(lines)].join('\n');
}

/** The text in lines that are no longer than a width, but for words that are. */
export function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
