#include "collector/file_import.h"

#include "collector/import_chunk.h"
#include "collector/import_reader.h"
#include "collector/import_source.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <optional>
#include <stop_token>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>

namespace tlsward {

namespace {

// So long others who write wait for us at the most, about: a sender who posts to `tlsward serve`
// meanwhile is answered within his time. SQLite gives the lock to whoever asks next, so that they
// ask in vain unless we leave them the time to: they do every 2 ms (schema/sqlite/connection.cpp).
constexpr std::chrono::milliseconds kCommitEvery{500};
constexpr std::chrono::milliseconds kPause{5};

// Reading costs some four times what writing does, of mails; more threads would need more memory.
constexpr std::size_t kReaders = 2;

constexpr std::size_t kMaxNotImported = 1'000;
constexpr std::size_t kProgressEvery = 100;  // files and mails

// The writing side: chunks -> database and result.
class Writer {
 public:
  using Clock = std::chrono::steady_clock;

  Writer(Store& store, const Limits& limits, const Ownership& ownership, const ImportJob& job)
      : store_(store), intake_(limits, ownership, store.hash_key()), job_(job) {}

  void keep(const ImportChunk& chunk);
  void commit();
  ImportResult finish();

 private:
  void keep(const ImportItem& item, std::vector<NotImported>& not_imported);
  void count(const ImportItem& item, const Settled& settled,
             std::vector<NotImported>& not_imported);
  void tell_progress(const ImportItem& item, std::size_t found);

  Store& store_;
  Intake intake_;
  const ImportJob& job_;
  ImportProgress progress_;
  std::size_t kept_ = 0;
  Clock::time_point committed_ = Clock::now();
  ImportResult result_;
};

// Rows that stand together in the database are written together: 1.2-1.5 times as fast where files
// come in another order than that of their days.
std::vector<const ImportItem*> in_order_of_rows(const std::vector<ImportItem>& items) {
  const auto place = [](const ImportItem* item) {
    if (item->readings.empty() || !item->readings.front().report)
      return std::tuple(Day(), std::string_view());
    const Reading& first = item->readings.front();
    return std::tuple(report_day(first.report->start, first.report->end),
                      first.lines.empty() ? std::string_view()
                                          : std::string_view(first.lines.front().domain.text()));
  };
  std::vector<const ImportItem*> ordered(items.size());
  std::ranges::transform(items, ordered.begin(), [](const ImportItem& item) { return &item; });
  std::ranges::stable_sort(ordered, {}, place);
  return ordered;
}

void Writer::keep(const ImportChunk& chunk) {
  std::vector<std::vector<NotImported>> not_imported(chunk.items().size());
  for (const ImportItem* item : in_order_of_rows(chunk.items())) {
    keep(*item, not_imported[static_cast<std::size_t>(item - chunk.items().data())]);
    tell_progress(*item, chunk.found());
  }
  for (std::vector<NotImported>& of_item : not_imported) {
    const std::size_t room = kMaxNotImported - result_.not_imported.size();
    if (of_item.size() > room) of_item.resize(room);
    std::ranges::move(of_item, std::back_inserter(result_.not_imported));
  }
}

void Writer::keep(const ImportItem& item, std::vector<NotImported>& not_imported) {
  if (item.problem) {
    ++result_.rejected;
    not_imported.push_back({item.source, *item.problem, {}});
    return;
  }
  const std::vector<Settled> settled = intake_.keep(store_, item.readings);
  if (item.is_mail()) ++result_.mails;
  if (item.is_mail() && holds_no_report(settled)) {
    ++result_.without_report;
  } else {
    for (const Settled& one : settled)
      count(item, one, not_imported);
  }
  if (Clock::now() - committed_ < kCommitEvery) return;
  commit();
  std::this_thread::sleep_for(kPause);
}

void Writer::count(const ImportItem& item, const Settled& settled,
                   std::vector<NotImported>& not_imported) {
  switch (settled.outcome) {
    case Outcome::stored:
      ++result_.imported;
      return;
    case Outcome::duplicate:
      ++result_.duplicates;
      return;
    case Outcome::conflict:
      ++result_.conflicts;
      break;
    case Outcome::quarantined:
      ++result_.quarantined;
      break;
    case Outcome::refused:
      ++result_.rejected;
      if (item.is_piped_mail()) ++result_.rejected_piped;
      break;
  }
  not_imported.push_back({settled.source, settled.rejection.value(), settled.delivery});
}

void Writer::tell_progress(const ImportItem& item, std::size_t found) {
  if (item.kind != ItemKind::mail) ++progress_.files;
  if (item.is_mail()) ++progress_.mails;
  progress_.of = found;
  if (++kept_ % kProgressEvery == 0 && job_.on_progress) job_.on_progress(progress_);
}

void Writer::commit() {
  store_.commit();
  committed_ = Clock::now();
}

ImportResult Writer::finish() {
  commit();
  return std::move(result_);
}

// Holds the lock for nothing that does not come: standard input may be a slow pipe.
std::optional<ImportChunk> next_chunk(Handover& handover, Writer& writer) {
  while (!handover.wait_for(kCommitEvery))
    writer.commit();
  return handover.take();
}

}  // namespace

ImportResult import_files(Store& store, const Limits& limits, const Ownership& ownership,
                          const ImportJob& job) {
  ImportSource source(job, limits);
  Handover handover(kReaders);
  Writer writer(store, limits, ownership, job);
  // Ends before what it uses, also when writing throws: its destructor asks it to stop, and waits.
  std::vector<std::jthread> reading;
  for (std::size_t i = 0; i < kReaders; ++i) {
    reading.emplace_back([&, key = store.hash_key()](const std::stop_token& stop) {
      try {
        ImportReader(job, limits, ownership, key).read_all(source, handover, stop);
        handover.finish(nullptr);
      } catch (...) {
        handover.finish(std::current_exception());
      }
    });
  }
  while (const auto chunk = next_chunk(handover, writer))
    writer.keep(*chunk);
  return writer.finish();
}

}  // namespace tlsward
