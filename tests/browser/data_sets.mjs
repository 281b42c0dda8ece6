// What the pages are tried on: sets of reports that are usual life's worst, as { name, ours,
// anyText, reports }, each report a { name, text } of a file. `ours` are the domains that are
// configured, all if it is absent. Days are counted back from today, for the pages show yesterday
// first.
import { payloads } from './payloads.mjs';

const dayMs = 24 * 60 * 60 * 1000;

// The UTC day so many days ago, as "2026-11-24".
export function daysAgo(days) {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}

export function makePolicy(domain, ok, failed, details = [], members = {}) {
  return {
    policy: {
      'policy-type': 'sts',
      'policy-string': ['version: STSv1', 'mode: enforce', `mx: mx1.${domain}`, 'max_age: 604800'],
      'policy-domain': domain,
      'mx-host': [`mx1.${domain}`],
      ...members,
    },
    summary: { 'total-successful-session-count': ok, 'total-failure-session-count': failed },
    'failure-details': details,
  };
}

export function makeDetail(domain, count, members = {}) {
  return {
    'result-type': 'certificate-expired',
    'sending-mta-ip': '192.0.2.17',
    'receiving-mx-hostname': `mx1.${domain}`,
    'receiving-ip': '203.0.113.26',
    'failed-session-count': count,
    ...members,
  };
}

let made = 0;

export function makeReport(day, policies, members = {}) {
  const number = ++made;
  const report = {
    'organization-name': 'Big Mail Inc.',
    'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
    'contact-info': 'tls-reports@big-mail.example',
    'report-id': `${day}_${number}@big-mail.example`,
    policies,
    ...members,
  };
  return { name: `${String(number).padStart(6, '0')}.json`, text: JSON.stringify(report) };
}

// A payload as the name of a file: without what ends a name or is no name at all, 240 bytes at
// most.
function fileName(payload, number) {
  const safe = payload.replace(/[/\0]/g, '_');
  const bytes = new TextEncoder().encode(safe).slice(0, 200);
  return `${new TextDecoder().decode(bytes).replaceAll('\ufffd', '')}-${number}.json`;
}

// Every payload in every text of a report, and once more as the domain itself.
function injections() {
  const day = daysAgo(1);
  const reports = payloads.map((text, number) => {
    const domain = `d${number % 7}.example.org`;
    const detail = makeDetail(domain, 3, {
      'result-type': number % 2 === 0 ? text : 'certificate-expired',
      'sending-mta-ip': text,
      'receiving-mx-hostname': text,
      'receiving-mx-helo': text,
      'receiving-ip': text,
      'additional-information': text,
      'failure-reason-code': text,
    });
    const members = { 'policy-string': [text, `mx: ${text}`], 'mx-host': [text] };
    return {
      ...makeReport(day, [makePolicy(domain, 40, 3, [detail], members)], {
        'organization-name': text,
        'contact-info': text,
        'report-id': text,
      }),
      name: fileName(text, number),
    };
  });
  const asDomains = payloads.map((text) =>
    makeReport(day, [makePolicy(text, 1, 1, [makeDetail('example.org', 1)])]),
  );
  const types = payloads.map((text) =>
    makePolicy('example.org', 9, 0, [], { 'policy-type': text }),
  );
  return [...reports, ...asDomains, makeReport(day, types)];
}

const longName = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(49)}.example.org`;

function longNames() {
  const names = [longName, 'xn--bcher-kva.example', 'zażółć.example', '例え.example.org'];
  names.push('xn--4gbrim.example', `${'w'.repeat(63)}.example.org`, 'a.example.org');
  return names.map((name) =>
    makeReport(daysAgo(1), [
      makePolicy(name, 100, 7, [
        makeDetail(name, 7, {
          'receiving-mx-hostname': `m.${name}`.slice(0, 253),
          'receiving-mx-helo': name,
          'failure-reason-code': 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY'.repeat(4),
          'receiving-ip': '2001:db8:1234:5678:9abc:def0:1234:5678',
        }),
      ]),
    ]),
  );
}

function yearWithGaps() {
  const days = Array.from({ length: 365 }, (_, back) => back + 1);
  return days
    .filter((back) => back % 5 !== 0 && (back < 100 || back > 140))
    .map((back) => {
      const failed = back % 30 < 3 ? back : 0;
      const details = failed > 0 ? [makeDetail('example.org', failed)] : [];
      const policy = makePolicy('example.org', 200 + ((back * 37) % 90), failed, details);
      return makeReport(daysAgo(back), [policy]);
    });
}

function manyDetails() {
  const details = Array.from({ length: 2000 }, (_, number) =>
    makeDetail('example.org', 1 + (number % 9), {
      'result-type': number % 3 === 0 ? `made-up-type-${number}` : 'validation-failure',
      'receiving-mx-hostname': `mx${number}.example.org`,
      'receiving-ip': `2001:db8::${number.toString(16)}`,
      'sending-mta-ip': `198.51.${100 + (number % 2)}.${number % 250}`,
      'failure-reason-code': `REASON_${number}`,
    }),
  );
  const failed = details.reduce((sum, detail) => sum + detail['failed-session-count'], 0);
  return [makeReport(daysAgo(1), [makePolicy('example.org', 5, failed, details)])];
}

function unknownCounts() {
  const detail = makeDetail('example.org', 'many');
  delete detail['failed-session-count'];
  const policy = makePolicy('example.org', 0, 0, [detail, makeDetail('example.org', 'many')]);
  policy.summary = {};
  const other = makePolicy('example.net', 12, 0);
  delete other.summary['total-failure-session-count'];
  return [makeReport(daysAgo(1), [policy, other])];
}

const huge = 999_999_999;

const failing = (domain, days) =>
  makeReport(daysAgo(days), [makePolicy(domain, 0, 50, [makeDetail(domain, 50)])]);

export const hostileSets = [
  { name: 'injections', anyText: true, reports: injections() },
  { name: 'empty', reports: [] },
  { name: 'no sessions', reports: [makeReport(daysAgo(1), [makePolicy('example.org', 0, 0)])] },
  {
    name: 'a thousand domains',
    reports: [
      makeReport(
        daysAgo(1),
        Array.from({ length: 1000 }, (_, number) => {
          const domain = `customer-${number}.example.org`;
          const details = number % 100 === 0 ? [makeDetail(domain, 9)] : [];
          return makePolicy(domain, 20 + number, details.length * 9, details);
        }),
      ),
    ],
  },
  { name: 'long names', reports: longNames() },
  { name: 'a year with gaps', reports: yearWithGaps() },
  {
    name: 'quarantine only',
    ours: ['example.com'],
    reports: [
      ...Array.from({ length: 30 }, (_, number) => failing(`other${number}.example.org`, 1)),
      { name: 'broken.json', text: '{"organization-name":"Big Mail Inc.","policies":[' },
      { name: 'text.json', text: 'This is no report.' },
    ],
  },
  {
    name: 'failures only',
    reports: [1, 2, 3].flatMap((days) => [
      failing('example.org', days),
      failing('example.net', days),
    ]),
  },
  { name: 'failures unknown', reports: unknownCounts() },
  { name: 'two thousand details', reports: manyDetails() },
  {
    name: 'huge numbers',
    reports: [1, 2, 3].map((days) =>
      makeReport(daysAgo(days), [
        makePolicy('example.org', huge, huge - days, [makeDetail('example.org', huge - days)]),
      ]),
    ),
  },
  {
    name: 'tomorrow and long ago',
    reports: [-1, 0, 1, 400, 2000, 6000].map((days) =>
      makeReport(daysAgo(days), [makePolicy('example.org', 10, 2, [makeDetail('example.org', 2)])]),
    ),
  },
];

export function hostileSet(name) {
  return hostileSets.find((set) => set.name === name);
}
