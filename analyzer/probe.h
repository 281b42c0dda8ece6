// Looks at a domain as senders meet it: DNS, the policy file from every address of its host, and
// every address of every MX host. It gathers Facts, and judges nothing. Only addresses of the
// Internet are connected to, once each, and only those that DNS gave here for the names of this
// domain; nothing is followed from there.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/known_roots.h"
#include "analyzer/probe_options.h"
#include "analyzer/resolver.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

// What is looked at, and who of it is connected to; DNS is asked for all.
struct ProbeTarget {
  Domain domain;
  Timestamp now;
  bool policy_host = true;
  bool mx_hosts = true;
  bool zone_servers = true;
  bool report_targets = true;
  std::vector<std::string> wanted_targets = {};  // where the reports of a domain of ours must go
};

// Waits until all is seen or the deadline is over: what is not seen by then has timed out, or had
// no turn. Throws only for this machine's faults: no memory, no socket, no thread.
Facts probe(const ProbeTarget& target, const ProbeOptions& options, Resolver& resolver,
            const KnownRoots& roots);

// By the number of their target.
using TakeFacts = std::function<void(std::size_t number, Facts facts)>;

// The same for many domains, kDomainsAtOnce at a time. `take` gets each as soon as it is seen, in
// whatever order, one at a time, on threads of this function. No two looks are at one address at
// once, whosever it is. Throws as probe() and `take` do, once the others are done.
void probe_all(std::span<const ProbeTarget> targets, const ProbeOptions& options,
               Resolver& resolver, const KnownRoots& roots, const TakeFacts& take);

}  // namespace tlsward
