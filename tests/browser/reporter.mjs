// What `node --test` prints: each failure once, with the names of all tests around it and what was
// wrong, and at the end how many there were.

function told(error) {
  const cause = error.cause ?? error;
  return cause.code === 'ERR_ASSERTION' ? cause.message.trim() : (cause.stack ?? String(cause));
}

export default async function* report(events) {
  const names = [];
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:start') names.splice(data.nesting, names.length, data.name);
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type === 'test:pass') ++passed;
    if (type !== 'test:fail') continue;
    const { error } = data.details;
    if (error.failureType === 'subtestsFailed') continue;
    const isAwaited = data.todo !== undefined && data.todo !== false;
    if (!isAwaited) ++failed;
    const name = [...names.slice(0, data.nesting), data.name].join(': ');
    yield `${isAwaited ? 'TO DO' : 'FAILED'}: ${name}\n  ${told(error).replaceAll('\n', '\n  ')}\n`;
  }
  yield `${passed} passed, ${failed} failed\n`;
}
