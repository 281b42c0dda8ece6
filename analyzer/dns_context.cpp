#include "analyzer/dns_context.h"

#include "analyzer/dns_packet.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unbound.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace tlsward {
namespace {

using Clock = DnsContext::Clock;
using Records = DnsAnswer<std::string>;

constexpr int kInternet = 1;   // RFC 1035 section 3.2.4
constexpr int kNameError = 3;  // RFC 1035 section 4.1.1

// Of one server at one time, whoever asks: more than that small ones drop.
constexpr std::ptrdiff_t kQuestionsAtOnce = 256;
constexpr const char* kSocketsAtOnce = "256";  // of libunbound, which has 16 by itself

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
  const std::string_view bytes(static_cast<const char*>(result.answer_packet),
                               static_cast<std::size_t>(result.answer_len));
  if (const auto packet = read_packet(bytes)) records.signature = first_to_end(*packet);
  if (records.status == DnsStatus::found)
    for (int i = 0; result.data[i] != nullptr; ++i)
      records.values.emplace_back(result.data[i], static_cast<std::size_t>(result.len[i]));
  return records;
}

// What is asked at once is waited for together.
struct Batch {
  explicit Batch(std::counting_semaphore<>& all_places) : places(all_places) {}

  std::counting_semaphore<>& places;
  std::mutex mutex;
  std::condition_variable arrival;
  std::size_t awaited = 0;
};

// What a query is waited for with; its batch's mutex guards it.
struct Answer {
  Batch* batch = nullptr;
  int id = 0;
  bool asked = false;
  bool arrived = false;
  int error = 0;  // libunbound's
  Result result;
};

void take_answer(void* data, int error, ub_result* result) {
  Answer& answer = *static_cast<Answer*>(data);
  const std::lock_guard lock(answer.batch->mutex);
  answer.arrived = true;
  answer.error = error;
  answer.result.reset(error == 0 ? result : nullptr);
  answer.batch->places.release();
  if (--answer.batch->awaited == 0) answer.batch->arrival.notify_all();
}

// A descriptor by which a thread that polls is told to end.
class Bell {
 public:
  Bell() : descriptor_(::eventfd(0, EFD_CLOEXEC)) {
    if (descriptor_ < 0)
      throw std::runtime_error("no descriptor for DNS; raise the limit of files");
  }
  ~Bell() { ::close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  int descriptor() const { return descriptor_; }
  void ring() const {
    const std::uint64_t once = 1;
    [[maybe_unused]] const ssize_t written = ::write(descriptor_, &once, sizeof once);
  }

 private:
  int descriptor_;
};

}  // namespace

// libunbound, and the thread that takes its answers to those who wait.
class DnsContext::Inside {
 public:
  Inside(const std::string& server, const std::string& trust_anchor)
      : anchored_(!trust_anchor.empty()) {
    if (!unbound_) throw std::runtime_error("libunbound cannot be set up; free memory");
    set_up(server, trust_anchor);
    courier_ = std::thread([this] { take_answers(); });
  }
  ~Inside() {
    bell_.ring();
    courier_.join();
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  std::vector<Records> query_all(const std::vector<DnsQuestion>& questions, Clock::time_point end) {
    Batch batch(places_);
    std::deque<Answer> answers(questions.size());
    for (std::size_t i = 0; i < questions.size(); ++i) {
      answers[i].batch = &batch;
      submit(questions[i], answers[i], end);
    }
    wait_for(batch, answers, end);
    std::vector<Records> all;
    for (std::size_t i = 0; i < questions.size(); ++i)
      all.push_back(take(questions[i].name, answers[i]));
    return all;
  }

 private:
  static Records failed(const std::string& name, std::string why) {
    return {.name = name, .why = std::move(why)};
  }

  void set_up(const std::string& server, const std::string& trust_anchor) const {
    ub_ctx* const unbound = unbound_.get();
    ub_ctx_debugout(unbound, nullptr);       // not onto somebody's standard error
    check(ub_ctx_async(unbound, 1), "DNS");  // a thread, not a process
    check(ub_ctx_set_option(unbound, "outgoing-range:", kSocketsAtOnce), "DNS");
    if (anchored_)
      check(ub_ctx_add_ta_file(unbound, trust_anchor.c_str()), trust_anchor, "checks.trust_anchor");
    if (server.empty()) {
      check(ub_ctx_resolvconf(unbound, nullptr), "/etc/resolv.conf");
      return;
    }
    check(ub_ctx_set_option(unbound, "do-not-query-localhost:", "no"), "DNS");
    check(ub_ctx_set_fwd(unbound, with_at(server).c_str()), server);
    // What libunbound would answer by itself: a server that was named is asked for all. Nothing can
    // be set after the removal.
    check(ub_ctx_set_option(unbound, "unblock-lan-zones:", "yes"), "DNS");
    check(ub_ctx_zone_remove(unbound, "127.in-addr.arpa."), "DNS",
          anchored_ ? "checks.trust_anchor" : "dns.server");
  }

  void take_answers() const {
    std::array<pollfd, 2> watched = {pollfd{ub_fd(unbound_.get()), POLLIN, 0},
                                     pollfd{bell_.descriptor(), POLLIN, 0}};
    while (watched[1].revents == 0)
      if (::poll(watched.data(), watched.size(), -1) > 0 && watched[0].revents != 0)
        ub_process(unbound_.get());
  }

  void submit(const DnsQuestion& question, Answer& answer, Clock::time_point end) {
    if (!places_.try_acquire_until(end)) return;
    {
      const std::lock_guard lock(answer.batch->mutex);
      ++answer.batch->awaited;
    }
    const int error =
        ub_resolve_async(unbound_.get(), question.name.c_str(), static_cast<int>(question.type),
                         kInternet, &answer, take_answer, &answer.id);
    answer.asked = error == 0;
    if (!answer.asked) take_answer(&answer, error, nullptr);
  }

  // Until all arrived, or the end; those that did not are called off.
  void wait_for(Batch& batch, std::deque<Answer>& answers, Clock::time_point end) {
    const auto complete = [&] { return batch.awaited == 0; };
    std::unique_lock lock(batch.mutex);
    if (batch.arrival.wait_until(lock, end, complete)) return;
    for (Answer& answer : answers) {
      if (!answer.asked || answer.arrived) continue;
      lock.unlock();
      // What cannot be called off any more is on its way.
      const bool called_off = ub_cancel(unbound_.get(), answer.id) == 0;
      lock.lock();
      if (!called_off) continue;
      --batch.awaited;
      places_.release();
    }
    batch.arrival.wait(lock, complete);
  }

  Records take(const std::string& name, const Answer& answer) const {
    if (answer.error == UB_SYNTAX)
      return {.name = name, .status = DnsStatus::absent, .why = "it cannot be a name"};
    if (answer.result) return read(name, *answer.result, anchored_);
    return failed(name, answer.arrived ? ub_strerror(answer.error) : std::string(kNoDnsAnswer));
  }

  const bool anchored_;
  const Bell bell_;
  std::counting_semaphore<> places_{kQuestionsAtOnce};
  std::unique_ptr<ub_ctx, Free> unbound_{ub_ctx_create()};
  std::thread courier_;
};

DnsContext::DnsContext(const std::string& server, const std::string& trust_anchor)
    : anchored_(!trust_anchor.empty()), inside_(std::make_unique<Inside>(server, trust_anchor)) {}

DnsContext::~DnsContext() = default;

std::vector<Records> DnsContext::ask(const std::vector<DnsQuestion>& questions,
                                     Clock::time_point end) {
  return inside_->query_all(questions, end);
}

}  // namespace tlsward
