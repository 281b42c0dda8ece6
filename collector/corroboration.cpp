#include "collector/corroboration.h"

#include "collector/conflict.h"
#include "collector/dkim.h"
#include "schema/deliveries.h"
#include "schema/organizational_domain.h"
#include "schema/printable.h"
#include "schema/store.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kMostRemembered = 4'096;
constexpr std::chrono::hours kRemembered{1};
constexpr std::chrono::minutes kRememberedFailure{1};
constexpr std::chrono::seconds kBetweenRounds{1};
constexpr std::chrono::minutes kAfterFault{1};

Timestamp now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// Whether it matters how far it is believed: it is stored, or set aside for want of trust alone.
bool may_gain(const Settled& settled) {
  const bool stands_behind = settled.outcome == Outcome::quarantined &&
                             settled.rejection.value().reason == Reason::conflict;
  return settled.report || stands_behind;
}

}  // namespace

void Corroboration::ask(const std::string& address, const std::vector<Settled>& settled) {
  {
    const std::scoped_lock lock(mutex_);
    for (const Settled& one : settled) {
      if (may_gain(one) && !one.contact.empty() && waiting_.size() < kMostWaiting)
        waiting_.push_back({address, one.contact, one.report, one.delivery});
    }
  }
  asked_.notify_one();
}

std::deque<Corroboration::Question> Corroboration::take_waiting() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(waiting_, {});
}

void Corroboration::put_back(std::deque<Question> questions) {
  const std::scoped_lock lock(mutex_);
  waiting_.insert(waiting_.begin(), std::move_iterator(questions.begin()),
                  std::move_iterator(questions.end()));
}

bool Corroboration::is_remembered(const std::string& address, Timestamp now) const {
  const auto found = remembered_.find(address);
  return found != remembered_.end() && now < found->second.until;
}

const Corroboration::Names& Corroboration::names_of(const std::string& address, Timestamp now) {
  if (is_remembered(address, now)) return remembered_.at(address);
  if (!look_up_) look_up_ = options_.make_lookup();
  if (remembered_.size() >= kMostRemembered) remembered_.clear();
  auto names = look_up_(address);
  const auto until =
      now + (names ? std::chrono::seconds(kRemembered) : std::chrono::seconds(kRememberedFailure));
  return remembered_.insert_or_assign(address, Names{std::move(names), until}).first->second;
}

// Absent if no name of the address belongs to the reporter.
std::optional<std::string> Corroboration::evidence_for(const Question& question, Timestamp now) {
  const Names& known = names_of(question.address, now);
  if (!known.names) return {};
  for (const std::string& name : *known.names) {
    if (is_aligned(Domain(name), question.contact))
      return fmt::format("{} is {}, aligned to contact-info", question.address,
                         printable(Domain(name).text(), 80));
  }
  return {};
}

void Corroboration::work(Timestamp now) {
  std::deque<Question> questions = take_waiting();
  std::vector<Corroborated> corroborated;
  for (std::size_t looked_up = 0; !questions.empty(); questions.pop_front()) {
    Question& question = questions.front();
    if (!is_remembered(question.address, now) && ++looked_up > kMostAddressesAtOnce) break;
    if (auto evidence = evidence_for(question, now))
      corroborated.push_back({std::move(question), *std::move(evidence)});
  }
  put_back(std::move(questions));
  if (!corroborated.empty()) raise(corroborated);
}

void Corroboration::raise(const std::vector<Corroborated>& corroborated) {
  const auto store = open_store(options_.database, Commits::each);
  const auto believed = [](const std::string& evidence) {
    return Believed{Trust::corroborated, evidence};
  };
  store->transact([&] {
    for (const auto& [question, evidence] : corroborated) {
      if (!question.report) continue;
      if (question.receipt)
        store->deliveries().believe(*question.receipt, Trust::corroborated, evidence);
      raise_trust(store->reports(), *question.report, believed(evidence),
                  options_.limits.counts_from);
    }
  });
  Intake intake(options_.limits, options_.ownership, store->hash_key());
  for (const auto& [question, evidence] : corroborated) {
    if (!question.report) intake.release(*store, *question.receipt, believed(evidence));
  }
}

void Corroboration::run(const std::stop_token& stop) {
  const auto pause = [&](std::chrono::seconds time) {
    std::unique_lock lock(mutex_);
    asked_.wait_for(lock, stop, time, [] { return false; });
  };
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
    }
    try {
      work(now());
      pause(kBetweenRounds);
    } catch (const std::exception& error) {
      spdlog::warn("reports by HTTPS stay unauthenticated for now: {}",
                   printable(error.what(), 300));
      pause(kAfterFault);
    }
  }
}

}  // namespace tlsward
