#include "collector/file_import.h"

#include "collector/report_files.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <mutex>
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

constexpr std::size_t kChunkReadings = 2'500;  // sorted and written together
constexpr std::size_t kFirstReadings =
    250;  // of the first chunk: writing is to begin soon. Doubles
constexpr std::size_t kChunkBytes = 6 << 20;  // of memory, about; three chunks are held at a time
constexpr std::size_t kMaxNotImported = 1'000;
constexpr std::size_t kProgressEvery = 100;  // files

// What was read of one file: its readings, or why it could not be read.
struct ReadFile {
  std::string path;
  std::vector<Reading> readings;
  std::optional<Rejection> problem;
};

struct Chunk {
  std::vector<ReadFile> files;
  std::size_t full_at = kFirstReadings;
  std::size_t readings = 0;
  std::size_t bytes = 0;  // of memory, about
  std::size_t found = 0;  // files found so far

  // A file that could not be read is no reading, but takes its place too.
  bool is_full() const {
    return std::max(readings, files.size()) >= full_at || bytes >= kChunkBytes;
  }
};

// The memory that a reading takes, about: strings beyond those inside their objects count as much
// again.
std::size_t memory_of(const Reading& reading) {
  std::size_t bytes = sizeof(Reading) + reading.delivery.bytes.size();
  if (!reading.report) return bytes;
  for (const Policy& policy : reading.report->policies) {
    bytes += 2 * (sizeof(Policy) + policy.failure_details.size() * sizeof(FailureDetail));
  }
  return bytes;
}

// One chunk on its way from the reading thread to the writing one.
class Handover {
 public:
  // Waits until the last one was taken. False if it is to stop.
  bool put(Chunk chunk, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return !chunk_; })) return false;
    chunk_ = std::move(chunk);
    changed_.notify_all();
    return true;
  }

  // Nothing more will be put, because of an error if there is one.
  void finish(std::exception_ptr error) {
    const std::scoped_lock lock(mutex_);
    finished_ = true;
    error_ = std::move(error);
    changed_.notify_all();
  }

  // Waits so long for the next one, or the end. False if there is neither.
  bool wait_for(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return chunk_ || finished_; });
  }

  // The next one, for which it was waited. Absent at the end. Throws what ended the reading.
  std::optional<Chunk> take() {
    const std::scoped_lock lock(mutex_);
    if (!chunk_ && error_) std::rethrow_exception(error_);
    changed_.notify_all();
    return std::exchange(chunk_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Chunk> chunk_;
  bool finished_ = false;
  std::exception_ptr error_;
};

// The reading side: files -> chunks.
class Reader {
 public:
  Reader(const ImportJob& job, const Limits& limits, const Ownership& ownership, const HashKey& key)
      : search_(job.paths), now_(job.now), limits_(limits), intake_(limits, ownership, key) {}

  // Reads all, as long as it is not to stop.
  void read_all(Handover& handover, const std::stop_token& stop) {
    while (auto files = search_.next()) {
      chunk_.found += files->size();
      for (FoundFile& file : *files) {
        read(std::move(file));
        if (chunk_.is_full() && !hand_over(handover, stop)) return;
      }
    }
    hand_over(handover, stop);
  }

 private:
  void read(FoundFile file) {
    ReadFile read = {std::move(file.path), {}, std::move(file.problem)};
    if (!read.problem) take_in(read);
    chunk_.readings += read.readings.size();
    for (const Reading& reading : read.readings)
      chunk_.bytes += memory_of(reading);
    chunk_.files.push_back(std::move(read));
  }

  void take_in(ReadFile& file) {
    Delivery delivery = {.channel = "file",
                         .source = file.path,
                         .file_name = file.path.substr(file.path.rfind('/') + 1),
                         .trust = Trust::vouched,
                         .received = now_,
                         .bytes = {}};
    auto bytes = read_report_file(file.path, limits_);
    if (bytes) {
      delivery.bytes = *std::move(bytes);
      file.readings = intake_.read(std::move(delivery));
    } else if (bytes.error().reason == Reason::unreadable) {
      file.problem = std::move(bytes.error());
    } else {
      file.readings.push_back({std::move(delivery), unexpected(bytes.error()), {}, {}, {}});
    }
  }

  bool hand_over(Handover& handover, const std::stop_token& stop) {
    Chunk next;
    next.found = chunk_.found;
    next.full_at = std::min(2 * chunk_.full_at, kChunkReadings);
    return handover.put(std::exchange(chunk_, std::move(next)), stop);
  }

  FileSearch search_;
  const Timestamp now_;
  const Limits limits_;
  Intake intake_;
  Chunk chunk_;
};

// The writing side: chunks -> database and result.
class Writer {
 public:
  using Clock = std::chrono::steady_clock;

  Writer(Store& store, const Limits& limits, const Ownership& ownership, const ImportJob& job)
      : store_(store), intake_(limits, ownership, store.hash_key()), job_(job) {}

  void keep(const Chunk& chunk);
  void commit();
  ImportResult finish();

 private:
  void keep(const ReadFile& file, std::vector<NotImported>& not_imported);
  void count(const Settled& settled, std::vector<NotImported>& not_imported);
  void tell_progress(std::size_t found);

  Store& store_;
  Intake intake_;
  const ImportJob& job_;
  std::size_t files_ = 0;
  Clock::time_point committed_ = Clock::now();
  ImportResult result_;
};

// Rows that stand together in the database are written together: 1.2-1.5 times as fast where files
// come in another order than that of their days.
std::vector<const ReadFile*> in_order_of_rows(const std::vector<ReadFile>& files) {
  const auto place = [](const ReadFile* file) {
    if (file->readings.empty() || !file->readings.front().report)
      return std::tuple(Day(), std::string_view());
    const Reading& first = file->readings.front();
    return std::tuple(report_day(first.report->start, first.report->end),
                      first.lines.empty() ? std::string_view()
                                          : std::string_view(first.lines.front().domain.text()));
  };
  std::vector<const ReadFile*> ordered(files.size());
  std::ranges::transform(files, ordered.begin(), [](const ReadFile& file) { return &file; });
  std::ranges::stable_sort(ordered, {}, place);
  return ordered;
}

void Writer::keep(const Chunk& chunk) {
  std::vector<std::vector<NotImported>> not_imported(chunk.files.size());
  for (const ReadFile* file : in_order_of_rows(chunk.files)) {
    keep(*file, not_imported[static_cast<std::size_t>(file - chunk.files.data())]);
    tell_progress(chunk.found);
  }
  for (std::vector<NotImported>& of_file : not_imported) {
    const std::size_t room = kMaxNotImported - result_.not_imported.size();
    if (of_file.size() > room) of_file.resize(room);
    std::ranges::move(of_file, std::back_inserter(result_.not_imported));
  }
}

void Writer::keep(const ReadFile& file, std::vector<NotImported>& not_imported) {
  if (file.problem) {
    ++result_.rejected;
    not_imported.push_back({file.path, *file.problem, {}});
    return;
  }
  for (const Settled& settled : intake_.keep(store_, file.readings))
    count(settled, not_imported);
  if (Clock::now() - committed_ < kCommitEvery) return;
  commit();
  std::this_thread::sleep_for(kPause);
}

void Writer::count(const Settled& settled, std::vector<NotImported>& not_imported) {
  switch (settled.outcome) {
    case Outcome::stored:
      ++result_.imported;
      return;
    case Outcome::duplicate:
      ++result_.duplicates;
      return;
    case Outcome::conflict:
      ++result_.conflicts;
      return;
    case Outcome::quarantined:
      ++result_.quarantined;
      break;
    case Outcome::refused:
      ++result_.rejected;
      break;
  }
  not_imported.push_back({settled.source, settled.rejection.value(), settled.delivery});
}

void Writer::tell_progress(std::size_t found) {
  if (++files_ % kProgressEvery == 0 && job_.on_progress) job_.on_progress({files_, found});
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
std::optional<Chunk> next_chunk(Handover& handover, Writer& writer) {
  while (!handover.wait_for(kCommitEvery))
    writer.commit();
  return handover.take();
}

}  // namespace

ImportResult import_files(Store& store, const Limits& limits, const Ownership& ownership,
                          const ImportJob& job) {
  Handover handover;
  Writer writer(store, limits, ownership, job);
  Reader reader(job, limits, ownership, store.hash_key());
  // Ends before what it uses, also when writing throws: its destructor asks it to stop, and waits.
  const std::jthread reading([&](const std::stop_token& stop) {
    try {
      reader.read_all(handover, stop);
      handover.finish(nullptr);
    } catch (...) {
      handover.finish(std::current_exception());
    }
  });
  while (const auto chunk = next_chunk(handover, writer))
    writer.keep(*chunk);
  return writer.finish();
}

}  // namespace tlsward
