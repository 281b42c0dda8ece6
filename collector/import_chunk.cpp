#include "collector/import_chunk.h"

#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kMostReadings = 1'200;  // sorted and written together
constexpr std::size_t kMostBytes = 3 << 20;   // of memory, about; four chunks are held at a time

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
  items_.push_back(std::move(item));
}

bool ImportChunk::is_full() const {
  return readings_ >= kMostReadings || bytes_ >= kMostBytes;
}

bool Handover::put(ImportChunk chunk, std::size_t turn, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto may_put = [&] { return error_ || (turn_ == turn && !chunk_); };
  if (!changed_.wait(lock, stop, may_put) || error_) return false;
  chunk_ = std::move(chunk);
  changed_.notify_all();
  return true;
}

void Handover::end_turn() {
  const std::scoped_lock lock(mutex_);
  ++turn_;
  changed_.notify_all();
}

void Handover::finish(std::exception_ptr error) {
  const std::scoped_lock lock(mutex_);
  --readers_;
  if (!error_) error_ = std::move(error);
  changed_.notify_all();
}

bool Handover::wait_for(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return chunk_ || error_ || readers_ == 0; });
}

std::optional<ImportChunk> Handover::take() {
  const std::scoped_lock lock(mutex_);
  if (!chunk_ && error_) std::rethrow_exception(error_);
  changed_.notify_all();
  return std::exchange(chunk_, std::nullopt);
}

}  // namespace tlsward
