#include "analyzer/resolver.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <unbound.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace tlsward {
namespace {

using Clock = std::chrono::steady_clock;
using Records = DnsAnswer<std::string>;

constexpr int kInternet = 1;   // RFC 1035 section 3.2.4
constexpr int kDnskey = 48;    // RFC 4034 section 2
constexpr int kNameError = 3;  // RFC 1035 section 4.1.1

struct Free {
  void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
  void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using Result = std::unique_ptr<ub_result, Free>;

void check(int error, std::string_view what, std::string_view setting = "dns.server") {
  if (error == 0) return;
  throw std::runtime_error(fmt::format("{}: {}; correct {}", what, ub_strerror(error), setting));
}

// libunbound's form of an address with a port.
std::string with_at(std::string server) {
  const auto colon = server.rfind(':');
  if (colon != std::string::npos) server[colon] = '@';
  std::erase_if(server, [](char c) { return c == '[' || c == ']'; });
  return server;
}

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

std::string without_last_dot(std::string_view name) {
  return std::string(name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0)));
}

// RFC 1035 section 4.1.1, the codes that a server which has no answer gives.
std::string_view name_of_code(int code) {
  constexpr std::string_view names[] = {"NOERROR",  "FORMERR", "SERVFAIL",
                                        "NXDOMAIN", "NOTIMP",  "REFUSED"};
  return code >= 0 && code < static_cast<int>(std::size(names)) ? names[code] : "an error";
}

DnsStatus status_of(const ub_result& result) {
  if (result.bogus != 0) return DnsStatus::failed;
  if (result.havedata != 0) return DnsStatus::found;
  return result.rcode == 0 || result.rcode == kNameError ? DnsStatus::absent : DnsStatus::failed;
}

DnsSecurity security_of(const ub_result& result) {
  if (result.bogus != 0) return DnsSecurity::bogus;
  return result.secure != 0 ? DnsSecurity::secure : DnsSecurity::insecure;
}

std::string why_failed(const ub_result& result) {
  if (result.bogus != 0 && result.why_bogus != nullptr) return result.why_bogus;
  return std::string(name_of_code(result.rcode));
}

// `anchored`: whether answers were proved, so that "not secure" tells something.
Records read(const std::string& name, const ub_result& result, bool anchored) {
  Records records{.name = name, .status = status_of(result)};
  if (anchored) records.security = security_of(result);
  const std::string end = result.canonname == nullptr ? "" : without_last_dot(result.canonname);
  if (end != without_last_dot(result.qname)) records.alias_of = end;
  if (records.status == DnsStatus::failed) records.why = why_failed(result);
  if (records.status == DnsStatus::found)
    for (int i = 0; result.data[i] != nullptr; ++i)
      records.values.emplace_back(result.data[i], static_cast<std::size_t>(result.len[i]));
  return records;
}

// What a query is waited for with.
struct Answer {
  int id = 0;
  bool arrived = false;
  int error = 0;  // libunbound's
  Result result;
};

void take_answer(void* data, int error, ub_result* result) {
  Answer& answer = *static_cast<Answer*>(data);
  answer.arrived = true;
  answer.error = error;
  answer.result.reset(error == 0 ? result : nullptr);
}

}  // namespace

class Resolver::Context {
 public:
  Context(const ResolverOptions& options, bool anchored) : anchored_(anchored) {
    if (!unbound_) throw std::runtime_error("libunbound cannot be set up; free memory");
    ub_ctx* const unbound = unbound_.get();
    ub_ctx_debugout(unbound, nullptr);       // not onto somebody's standard error
    check(ub_ctx_async(unbound, 1), "DNS");  // a thread, not a process
    if (anchored)
      check(ub_ctx_add_ta_file(unbound, options.trust_anchor.c_str()), options.trust_anchor,
            "checks.trust_anchor");
    if (options.server.empty()) {
      check(ub_ctx_resolvconf(unbound, nullptr), "/etc/resolv.conf");
      return;
    }
    check(ub_ctx_set_option(unbound, "do-not-query-localhost:", "no"), "DNS");
    check(ub_ctx_set_fwd(unbound, with_at(options.server).c_str()), options.server);
    // What libunbound would answer by itself: a server that was named is asked for all. Nothing can
    // be set after the removal.
    check(ub_ctx_set_option(unbound, "unblock-lan-zones:", "yes"), "DNS");
    check(ub_ctx_zone_remove(unbound, "127.in-addr.arpa."), "DNS",
          anchored ? "checks.trust_anchor" : "dns.server");
  }

  bool anchored() const { return anchored_; }

  Records query(const std::string& name, int type, Clock::time_point end) const {
    Answer answer;
    if (!submit(name, type, answer)) return failed(name, "libunbound takes no question");
    wait_for({&answer}, end);
    return take(name, answer);
  }

  std::vector<Records> query_all(const std::vector<DnsQuestion>& questions,
                                 Clock::time_point end) const {
    std::vector<Answer> answers(questions.size());
    std::vector<Answer*> awaited;
    for (std::size_t i = 0; i < questions.size(); ++i)
      if (submit(questions[i].name, static_cast<int>(questions[i].type), answers[i]))
        awaited.push_back(&answers[i]);
    wait_for(awaited, end);
    std::vector<Records> all;
    for (std::size_t i = 0; i < questions.size(); ++i)
      all.push_back(take(questions[i].name, answers[i]));
    return all;
  }

 private:
  static Records failed(const std::string& name, std::string why) {
    return {.name = name, .why = std::move(why)};
  }

  bool submit(const std::string& name, int type, Answer& answer) const {
    return ub_resolve_async(unbound_.get(), name.c_str(), type, kInternet, &answer, take_answer,
                            &answer.id) == 0;
  }

  // Until all arrived, or the end; those that did not are called off.
  void wait_for(const std::vector<Answer*>& answers, Clock::time_point end) const {
    const auto arrived = [](const Answer* answer) { return answer->arrived; };
    while (!std::ranges::all_of(answers, arrived)) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
      if (left.count() <= 0) break;
      pollfd readable{ub_fd(unbound_.get()), POLLIN, 0};
      if (::poll(&readable, 1, static_cast<int>(left.count())) > 0) ub_process(unbound_.get());
    }
    for (const Answer* const answer : answers)
      if (!answer->arrived) ub_cancel(unbound_.get(), answer->id);
  }

  Records take(const std::string& name, const Answer& answer) const {
    if (answer.error == UB_SYNTAX)
      return {.name = name, .status = DnsStatus::absent, .why = "it cannot be a name"};
    if (answer.result) return read(name, *answer.result, anchored_);
    return failed(name, answer.arrived ? ub_strerror(answer.error) : "no answer in time");
  }

  const bool anchored_;
  std::unique_ptr<ub_ctx, Free> unbound_{ub_ctx_create()};
};

Resolver::Resolver(const ResolverOptions& options) : options_(options) {
  const bool anchored = !options.trust_anchor.empty();
  if (anchored) owner_of_anchor(options.trust_anchor);  // throws what libunbound would but print
  context_ = std::make_unique<Context>(options, anchored);
}

Resolver::~Resolver() = default;

TxtRecords Resolver::txt(const std::string& name) {
  const Records records =
      context_->query(name, static_cast<int>(DnsType::txt), Clock::now() + options_.deadline);
  TxtRecords txt{records.status, {}};
  for (const std::string& data : records.values)
    txt.texts.push_back(txt_in(data));
  return txt;
}

void Resolver::prove_anchor() {
  if (proved_ || !context_->anchored()) return;
  proved_ = true;
  const Records keys = context_->query(owner_of_anchor(options_.trust_anchor), kDnskey,
                                       Clock::now() + options_.deadline);
  if (keys.security != DnsSecurity::secure) context_ = std::make_unique<Context>(options_, false);
}

std::vector<DnsAnswer<std::string>> Resolver::ask(const std::vector<DnsQuestion>& questions) {
  prove_anchor();
  std::vector<Records> answers = context_->query_all(questions, Clock::now() + options_.deadline);
  std::vector<std::size_t> failed;
  std::vector<DnsQuestion> again;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].status != DnsStatus::failed) continue;
    failed.push_back(i);
    again.push_back(questions[i]);
  }
  if (again.empty()) return answers;
  std::vector<Records> second = context_->query_all(again, Clock::now() + options_.deadline);
  for (std::size_t i = 0; i < second.size(); ++i)
    answers[failed[i]] = std::move(second[i]);
  return answers;
}

std::optional<std::vector<std::string>> Resolver::confirmed_names(const std::string& address) {
  constexpr std::size_t most_names = 4;
  const auto parsed = parse_address(address);
  if (!parsed) return std::vector<std::string>{};
  const auto end = Clock::now() + options_.deadline;
  Records pointers = context_->query(reverse_name(*parsed), static_cast<int>(DnsType::ptr), end);
  if (pointers.status == DnsStatus::failed) return {};
  pointers.values.resize(std::min(pointers.values.size(), most_names));
  std::vector<std::string> names;
  for (const std::string& pointer : pointers.values) {
    std::string name = name_in(pointer);
    const Records found = context_->query(name, static_cast<int>(parsed->type()), end);
    if (found.status == DnsStatus::failed) return {};
    if (std::ranges::find(found.values, parsed->bytes) != found.values.end())
      names.push_back(std::move(name));
  }
  return names;
}

}  // namespace tlsward
