#include "collector/import_chunk.h"

#include <algorithm>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kMostReadings = 2'500;  // sorted and written together
constexpr std::size_t kMostBytes = 6 << 20;   // of memory, about; three chunks are held at a time

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

}  // namespace

void ImportChunk::add(ImportItem item) {
  readings_ += item.readings.size();
  for (const Reading& reading : item.readings)
    bytes_ += memory_of(reading);
  items.push_back(std::move(item));
}

// What has no reading takes its place too.
bool ImportChunk::is_full() const {
  return std::max(readings_, items.size()) >= full_at_ || bytes_ >= kMostBytes;
}

ImportChunk ImportChunk::next() const {
  ImportChunk next;
  next.found = found;
  next.full_at_ = std::min(2 * full_at_, kMostReadings);
  return next;
}

bool Handover::put(ImportChunk chunk, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [&] { return !chunk_; })) return false;
  chunk_ = std::move(chunk);
  changed_.notify_all();
  return true;
}

void Handover::finish(std::exception_ptr error) {
  const std::scoped_lock lock(mutex_);
  finished_ = true;
  error_ = std::move(error);
  changed_.notify_all();
}

bool Handover::wait_for(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return chunk_ || finished_; });
}

std::optional<ImportChunk> Handover::take() {
  const std::scoped_lock lock(mutex_);
  if (!chunk_ && error_) std::rethrow_exception(error_);
  changed_.notify_all();
  return std::exchange(chunk_, std::nullopt);
}

}  // namespace tlsward
