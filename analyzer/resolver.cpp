#include "analyzer/resolver.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace tlsward {
namespace {

using Clock = Resolver::Clock;
using Records = DnsAnswer<std::string>;

// An IP address as DNS has it.
struct Address {
  std::string bytes;  // 4 or 16

  DnsType type() const { return bytes.size() == 4 ? DnsType::a : DnsType::aaaa; }
};

std::optional<Address> parse_address(const std::string& text) {
  constexpr std::string_view mapped("\0\0\0\0\0\0\0\0\0\0\xff\xff",
                                    12);  // RFC 4291 section 2.5.5.2
  Address address{std::string(16, '\0')};
  if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) {
    if (address.bytes.starts_with(mapped)) address.bytes.erase(0, mapped.size());
    return address;
  }
  address.bytes.resize(4);
  if (inet_pton(AF_INET, text.c_str(), address.bytes.data()) == 1) return address;
  return {};
}

// Where the address's names stand: RFC 1035 section 3.5, RFC 3596 section 2.5.
std::string reverse_name(const Address& address) {
  std::string name;
  const bool v4 = address.type() == DnsType::a;
  for (auto byte = address.bytes.rbegin(); byte != address.bytes.rend(); ++byte) {
    const auto value = static_cast<unsigned char>(*byte);
    name += v4 ? fmt::format("{}.", value) : fmt::format("{:x}.{:x}.", value & 0xfU, value >> 4U);
  }
  return name + (v4 ? "in-addr.arpa" : "ip6.arpa");
}

// The zone whose keys the file has: the first word that is no comment.
std::string owner_of_anchor(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line)) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line[begin] == ';' || line[begin] == '#') continue;
    return line.substr(begin, line.find_first_of(" \t", begin) - begin);
  }
  throw std::runtime_error(fmt::format(
      "{}: cannot be read, or has no DS or DNSKEY record; correct checks.trust_anchor", file));
}

}  // namespace

Resolver::Resolver(const ResolverOptions& options) : options_(options) {
  if (!options.trust_anchor.empty())
    owner_of_anchor(options.trust_anchor);  // throws what libunbound would but print
  context_ = std::make_unique<DnsContext>(options.server, options.trust_anchor);
}

Resolver::~Resolver() = default;

DnsContext& Resolver::context() {
  std::call_once(proved_, [this] { prove_anchor(); });
  return *context_;
}

Records Resolver::ask_once(const DnsQuestion& question, Clock::time_point end) {
  return std::move(context().ask({question}, end).front());
}

TxtRecords Resolver::txt(const std::string& name) {
  const Records records = ask_once({name, DnsType::txt}, Clock::now() + options_.deadline);
  TxtRecords txt{records.status, {}};
  for (const std::string& data : records.values)
    txt.texts.push_back(txt_in(data));
  return txt;
}

Resolver::Clock::time_point Resolver::end(Clock::time_point until) const {
  return std::min(until, Clock::now() + options_.deadline);
}

// Half the time does: these keys every server has at hand.
void Resolver::prove_anchor() {
  if (!context_->anchored()) return;
  const auto keys = context_->ask({{owner_of_anchor(options_.trust_anchor), DnsType::dnskey}},
                                  Clock::now() + options_.deadline / 2);
  if (keys.front().security != DnsSecurity::secure)
    context_ = std::make_unique<DnsContext>(options_.server, "");
}

std::vector<DnsAnswer<std::string>> Resolver::ask(const std::vector<DnsQuestion>& questions,
                                                  Clock::time_point until) {
  std::vector<Records> answers = context().ask(questions, end(until));
  const auto is_silence = [](const Records& answer) { return answer.why == kNoDnsAnswer; };
  if (std::ranges::all_of(answers, is_silence)) return answers;
  std::vector<std::size_t> failed;
  std::vector<DnsQuestion> again;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].status != DnsStatus::failed) continue;
    failed.push_back(i);
    again.push_back(questions[i]);
  }
  if (again.empty()) return answers;
  std::vector<Records> second = context().ask(again, end(until));
  for (std::size_t i = 0; i < second.size(); ++i)
    answers[failed[i]] = std::move(second[i]);
  return answers;
}

std::optional<std::vector<std::string>> Resolver::confirmed_names(const std::string& address) {
  constexpr std::size_t most_names = 4;
  const auto parsed = parse_address(address);
  if (!parsed) return std::vector<std::string>{};
  const auto end = Clock::now() + options_.deadline;
  Records pointers = ask_once({reverse_name(*parsed), DnsType::ptr}, end);
  if (pointers.status == DnsStatus::failed) return {};
  pointers.values.resize(std::min(pointers.values.size(), most_names));
  std::vector<std::string> names;
  for (const std::string& pointer : pointers.values) {
    std::string name = name_in(pointer);
    const Records found = ask_once({name, parsed->type()}, end);
    if (found.status == DnsStatus::failed) return {};
    if (std::ranges::find(found.values, parsed->bytes) != found.values.end())
      names.push_back(std::move(name));
  }
  return names;
}

}  // namespace tlsward
