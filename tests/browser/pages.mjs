// Which pages there are: what links lead to from "/", one example of each kind. A page that is new
// in the dashboard is found, and examined, without a word here.

const mostPages = 80;
const isFull = process.env.MATRIX === 'full';

// A part of a path that names a thing (a domain, a number, a key), and not a kind of page.
function isName(part) {
  return /[0-9.%@:=]/.test(part) || part.length > 24;
}

// What pages of one kind have in common: "/domains/*", "/reports?day,domain".
export function kindOf(url) {
  const path = url.pathname
    .split('/')
    .map((part) => (isName(part) ? '*' : part))
    .join('/');
  const names = [...new Set(url.searchParams.keys())].sort();
  return names.length > 0 ? `${path}?${names}` : path;
}

function decoded(attribute) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return attribute.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (number) return String.fromCodePoint(Number(number));
    return named[name] ?? whole;
  });
}

// The addresses that the links of a page lead to on this server, without fragments.
export function linksOf(html, base) {
  const links = [];
  for (const [, , attribute] of html.matchAll(/<a\b[^>]*?\shref=("|')(.*?)\1/gs)) {
    const url = new URL(decoded(attribute), base);
    url.hash = '';
    if (url.origin === new URL(base).origin) links.push(url);
  }
  return links;
}

// From the first page on, breadth first: { pages, files, broken }. Pages are { path, kind }; files
// are what is no HTML (CSV, JSON, SVG), with type and body; broken ones say who links to them. At most
// `perKind` examples of each kind are looked at, `perPath` different queries of each path, `most` in
// all.
export async function findPages(
  server,
  { headers = {}, perKind = 1, perPath = isFull ? 12 : 3, most = mostPages } = {},
) {
  const first = new URL(server.url);
  const found = { pages: [], files: [], broken: [] };
  const seen = new Set([first.href]);
  const kinds = new Map();
  const variants = new Map();
  const queue = [{ url: first, from: 'the start' }];
  while (queue.length > 0 && found.pages.length < most) {
    const { url, from } = queue.shift();
    const path = url.pathname + url.search;
    const answer = await fetch(url, { headers, redirect: 'manual' }).catch((error) => {
      throw new Error(`${path}: ${error.cause ?? error}`);
    });
    if (answer.status !== 200) {
      await answer.text(); // or its connection is kept
      if (answer.status >= 400) found.broken.push(`${path}: ${answer.status}, linked from ${from}`);
      continue;
    }
    const type = answer.headers.get('content-type') ?? '';
    const body = await answer.text();
    if (!type.startsWith('text/html')) {
      found.files.push({ path, type, body, headers: answer.headers });
      continue;
    }
    found.pages.push({ path, kind: kindOf(url) });
    for (const link of linksOf(body, url)) {
      if (seen.has(link.href)) continue;
      seen.add(link.href);
      const kind = kindOf(link);
      const examples = kinds.get(kind) ?? 0;
      const bare = kind.split('?')[0] + (link.searchParams.get('as') ?? ''); // CSV beside HTML
      const queries = variants.get(bare) ?? new Set();
      const enough = kind.includes('*') ? perKind : 1;
      if (examples >= enough || (queries.size >= perPath && !queries.has(kind))) continue;
      kinds.set(kind, examples + 1);
      variants.set(bare, queries.add(kind));
      queue.push({ url: link, from: path });
    }
  }
  return found;
}
