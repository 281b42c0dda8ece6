// The rows of a CSV file (RFC 4180), each a list of its cells.
export function parseCsv(text) {
  const rows = [[]];
  const cell = /("((?:[^"]|"")*)"|[^",\r\n]*)(,|\r?\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error(`no CSV: ${JSON.stringify(text.slice(cell.lastIndex, 80))}`);
    const [, bare, quoted, end] = match;
    rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
