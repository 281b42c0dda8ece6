#include "analyzer/resolver.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <unbound.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace tlsward {
namespace {

constexpr int kA = 1;          // RFC 1035 section 3.2.2
constexpr int kPtr = 12;       // RFC 1035 section 3.2.2
constexpr int kTxt = 16;       // RFC 1035 section 3.2.2
constexpr int kAaaa = 28;      // RFC 3596 section 2.1
constexpr int kInternet = 1;   // RFC 1035 section 3.2.4
constexpr int kNameError = 3;  // RFC 1035 section 4.1.1

struct Free {
  void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
  void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using Result = std::unique_ptr<ub_result, Free>;

void check(int error, std::string_view what) {
  if (error == 0) return;
  throw std::runtime_error(fmt::format("{}: {}; correct dns.server", what, ub_strerror(error)));
}

// libunbound's form of an address with a port.
std::string with_at(std::string server) {
  const auto colon = server.rfind(':');
  if (colon != std::string::npos) server[colon] = '@';
  std::erase_if(server, [](char c) { return c == '[' || c == ']'; });
  return server;
}

// One record's data: strings, each behind its length, which are one text.
std::string joined(std::string_view data) {
  std::string text;
  while (!data.empty()) {
    const auto size = static_cast<unsigned char>(data.front());
    text += data.substr(1, size);
    data.remove_prefix(std::min<std::size_t>(size + 1U, data.size()));
  }
  return text;
}

// One record's data: a name as labels, each behind its length.
std::string name_in(std::string_view data) {
  std::string name;
  while (!data.empty() && data.front() != 0) {
    const auto size = static_cast<unsigned char>(data.front());
    if (!name.empty()) name += '.';
    name += data.substr(1, size);
    data.remove_prefix(std::min<std::size_t>(size + 1U, data.size()));
  }
  return name;
}

// An IP address as DNS has it.
struct Address {
  std::string bytes;  // 4 or 16

  int type() const { return bytes.size() == 4 ? kA : kAaaa; }
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
  for (auto byte = address.bytes.rbegin(); byte != address.bytes.rend(); ++byte) {
    const auto value = static_cast<unsigned char>(*byte);
    name += address.type() == kA ? fmt::format("{}.", value)
                                 : fmt::format("{:x}.{:x}.", value & 0xfU, value >> 4U);
  }
  return name + (address.type() == kA ? "in-addr.arpa" : "ip6.arpa");
}

// The data of the records that came.
struct Records {
  DnsStatus status = DnsStatus::failed;
  std::vector<std::string> data;
};

Records read(const ub_result& result) {
  Records records;
  if (result.havedata != 0) {
    records.status = DnsStatus::found;
    for (int i = 0; result.data[i] != nullptr; ++i)
      records.data.emplace_back(result.data[i], static_cast<std::size_t>(result.len[i]));
  } else if (result.rcode == 0 || result.rcode == kNameError) {
    records.status = DnsStatus::absent;
  }
  return records;
}

// What a query is waited for with.
struct Answer {
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

struct Resolver::Context {
  using Clock = std::chrono::steady_clock;

  std::unique_ptr<ub_ctx, Free> unbound{ub_ctx_create()};
  std::chrono::milliseconds deadline{};

  // Whether the answer arrived before the end.
  bool wait_for(const Answer& answer, Clock::time_point end) const {
    while (!answer.arrived) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
      if (left.count() <= 0) return false;
      pollfd readable{ub_fd(unbound.get()), POLLIN, 0};
      if (::poll(&readable, 1, static_cast<int>(left.count())) > 0) ub_process(unbound.get());
    }
    return true;
  }

  Records query(const std::string& name, int type, Clock::time_point end) const {
    Answer answer;
    int id = 0;
    if (ub_resolve_async(unbound.get(), name.c_str(), type, kInternet, &answer, take_answer, &id) !=
        0)
      return {};
    if (!wait_for(answer, end)) {
      ub_cancel(unbound.get(), id);
      return {};
    }
    if (answer.error == UB_SYNTAX) return {DnsStatus::absent, {}};
    return answer.result ? read(*answer.result) : Records{};
  }
};

Resolver::Resolver(const ResolverOptions& options) : context_(std::make_unique<Context>()) {
  ub_ctx* const unbound = context_->unbound.get();
  if (unbound == nullptr) throw std::runtime_error("libunbound cannot be set up; free memory");
  context_->deadline = options.deadline;
  check(ub_ctx_async(unbound, 1), "DNS");  // a thread, not a process
  if (options.server.empty()) {
    check(ub_ctx_resolvconf(unbound, nullptr), "/etc/resolv.conf");
    return;
  }
  check(ub_ctx_set_option(unbound, "do-not-query-localhost:", "no"), "DNS");
  check(ub_ctx_set_fwd(unbound, with_at(options.server).c_str()), options.server);
  // What libunbound would answer by itself: a server that was named is asked for all. Nothing can
  // be set after the removal.
  check(ub_ctx_set_option(unbound, "unblock-lan-zones:", "yes"), "DNS");
  check(ub_ctx_zone_remove(unbound, "127.in-addr.arpa."), "DNS");
}

Resolver::~Resolver() = default;

TxtRecords Resolver::txt(const std::string& name) {
  const Records records = context_->query(name, kTxt, Context::Clock::now() + context_->deadline);
  TxtRecords txt{records.status, {}};
  for (const std::string& data : records.data)
    txt.texts.push_back(joined(data));
  return txt;
}

std::optional<std::vector<std::string>> Resolver::confirmed_names(const std::string& address) {
  constexpr std::size_t most_names = 4;
  const auto parsed = parse_address(address);
  if (!parsed) return std::vector<std::string>{};
  const auto end = Context::Clock::now() + context_->deadline;
  Records pointers = context_->query(reverse_name(*parsed), kPtr, end);
  if (pointers.status == DnsStatus::failed) return {};
  pointers.data.resize(std::min(pointers.data.size(), most_names));
  std::vector<std::string> names;
  for (const std::string& pointer : pointers.data) {
    std::string name = name_in(pointer);
    const Records found = context_->query(name, parsed->type(), end);
    if (found.status == DnsStatus::failed) return {};
    if (std::ranges::find(found.data, parsed->bytes) != found.data.end())
      names.push_back(std::move(name));
  }
  return names;
}

}  // namespace tlsward
