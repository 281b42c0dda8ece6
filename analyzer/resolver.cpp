#include "analyzer/resolver.h"

#include <fmt/format.h>
#include <poll.h>
#include <unbound.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace tlsward {
namespace {

constexpr int kTxt = 16;       // RFC 1035 section 3.2.2
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

TxtRecords read(const ub_result& result) {
  TxtRecords records;
  if (result.havedata != 0) {
    records.status = DnsStatus::found;
    for (int i = 0; result.data[i] != nullptr; ++i)
      records.texts.push_back(joined({result.data[i], static_cast<std::size_t>(result.len[i])}));
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
  std::unique_ptr<ub_ctx, Free> unbound{ub_ctx_create()};
  std::chrono::milliseconds deadline{};

  // Whether the answer arrived before the deadline.
  bool wait_for(const Answer& answer) const {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!answer.arrived) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0) return false;
      pollfd readable{ub_fd(unbound.get()), POLLIN, 0};
      if (::poll(&readable, 1, static_cast<int>(left.count())) > 0) ub_process(unbound.get());
    }
    return true;
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
}

Resolver::~Resolver() = default;

TxtRecords Resolver::txt(const std::string& name) {
  ub_ctx* const unbound = context_->unbound.get();
  Answer answer;
  int id = 0;
  if (ub_resolve_async(unbound, name.c_str(), kTxt, kInternet, &answer, take_answer, &id) != 0)
    return {};
  if (!context_->wait_for(answer)) {
    ub_cancel(unbound, id);
    return {};
  }
  if (answer.error == UB_SYNTAX) return {DnsStatus::absent, {}};
  return answer.result ? read(*answer.result) : TxtRecords{};
}

}  // namespace tlsward
