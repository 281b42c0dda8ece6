#include "collector/import_source.h"

#include "collector/mail_message.h"
#include "collector/unpack.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kFirstItems = 250;
constexpr std::size_t kMostItems = 1'200;
constexpr std::size_t kMostBytes = 1 << 20;

bool is_standard_input(const std::string& path) {
  return path == "-";
}

// A file that should be a report and is empty is a fault, an empty mailbox is none.
InputKind kind_of_file(const FoundFile& found, std::string_view beginning) {
  const bool may_be_mailbox =
      !is_standard_input(found.path) && !is_named(found.path, {".json", ".json.gz", ".zip"});
  if (beginning.empty() && may_be_mailbox) return InputKind::mbox;
  return kind_of(beginning, found.otherwise);
}

// What could not be read of standard input is the machine's fault, and whoever pipes is to try
// again; what of a file, is told among what was not imported.
Rejection told_if_file(const std::string& path, Rejection rejection) {
  if (is_standard_input(path) && rejection.reason == Reason::unreadable)
    throw std::runtime_error("standard input: cannot be read: " + rejection.detail);
  return rejection;
}

ImportItem make_item(ItemKind kind, const std::string& path, std::string source) {
  return {.kind = kind,
          .source = std::move(source),
          .readings = {},
          .problem = {},
          .from_standard_input = is_standard_input(path)};
}

Unread not_readable(ItemKind kind, const std::string& path, Rejection why) {
  Unread unread{make_item(kind, path, path), {}};
  unread.item.problem = told_if_file(path, std::move(why));
  return unread;
}

}  // namespace

ImportSource::ImportSource(const ImportJob& job, const Limits& limits)
    : job_(job), limits_(limits), search_(job.paths) {}

std::optional<Batch> ImportSource::next() {
  const std::scoped_lock lock(mutex_);
  Batch batch;
  batch.number = batches_++;
  const std::size_t most =
      std::min(kFirstItems << std::min<std::size_t>(batch.number, 8), kMostItems);
  for (std::size_t bytes = 0; batch.items.size() < most && bytes < kMostBytes;) {
    std::optional<Unread> unread = next_item();
    if (!unread) break;
    if (unread->delivery) bytes += unread->delivery->bytes.size();
    batch.items.push_back(*std::move(unread));
  }
  if (batch.items.empty()) return {};
  batch.found = found_;
  return batch;
}

std::optional<Unread> ImportSource::next_item() {
  for (;;) {
    if (mbox_) return next_of_mbox();
    if (!files_.empty()) {
      const FoundFile file = std::move(files_.back());
      files_.pop_back();
      if (auto unread = open(file)) return unread;
      continue;
    }
    auto files = search_.next();
    if (!files) return {};
    files_ = *std::move(files);
    found_ += files_.size();
    std::ranges::reverse(files_);
  }
}

// Absent if it is a mailbox, whose mails come next.
std::optional<Unread> ImportSource::open(const FoundFile& found) {
  const std::string& path = found.path;
  if (found.problem) return not_readable(ItemKind::file, path, *found.problem);
  auto file = std::make_unique<InputFile>(path);
  const auto beginning = file->beginning();
  if (!beginning) return not_readable(ItemKind::file, path, beginning.error());
  switch (kind_of_file(found, *beginning)) {
    case InputKind::report:
      return fetch(ItemKind::file, path, *file);
    case InputKind::mail:
      return fetch(ItemKind::mail_file, path, *file);
    case InputKind::mbox:
      break;
  }
  InputFile& opened = *file;
  mbox_.emplace(
      OpenMbox{path, std::move(file),
               MboxReader([&opened](char* to, std::size_t count) { return opened.read(to, count); },
                          limits_.max_mail_bytes)});
  return {};
}

Unread ImportSource::fetch(ItemKind kind, const std::string& path, InputFile& file) const {
  Unread unread{make_item(kind, path, path), {}};
  Delivery delivery = delivery_of(unread.item);
  auto bytes = kind == ItemKind::mail_file
                   ? file.read_all(limits_.max_mail_bytes, mail_too_large(limits_))
                   : file.read_all(limits_.max_body_bytes, body_too_large(limits_));
  if (!bytes && bytes.error().reason == Reason::unreadable)
    return not_readable(kind, path, std::move(bytes.error()));
  if (!bytes) {
    unread.item.readings = rejected(std::move(delivery), std::move(bytes.error()));
    return unread;
  }
  delivery.bytes = *std::move(bytes);
  unread.delivery = std::move(delivery);
  return unread;
}

// A mail, or behind the last one the mailbox itself.
Unread ImportSource::next_of_mbox() {
  const std::string& path = mbox_->path;
  auto mail = mbox_->reader.next();
  if (!mail) {
    const OpenMbox whole = *std::exchange(mbox_, std::nullopt);
    if (whole.reader.fault())
      return not_readable(ItemKind::mbox, whole.path, *whole.reader.fault());
    return {make_item(ItemKind::mbox, whole.path, whole.path), {}};
  }
  Unread unread{make_item(ItemKind::mail, path, fmt::format("{}: mail {}", path, mail->number)),
                {}};
  Delivery delivery = delivery_of(unread.item);
  if (mail->too_large) {
    unread.item.readings = rejected(std::move(delivery), mail_too_large(limits_));
    return unread;
  }
  delivery.bytes = std::move(mail->bytes);
  unread.delivery = std::move(delivery);
  return unread;
}

// Mails on standard input come from a mail server that pipes what strangers send: nobody vouches
// for them.
Delivery ImportSource::delivery_of(const ImportItem& item) const {
  const bool is_piped = item.is_piped_mail();
  const bool is_file = item.kind == ItemKind::file;
  return {.channel = is_piped ? "pipe" : "file",
          .source = item.source,
          .file_name = is_file ? item.source.substr(item.source.rfind('/') + 1) : "",
          .trust = is_piped ? Trust::unauthenticated : Trust::vouched,
          .received = job_.now,
          .bytes = {}};
}

}  // namespace tlsward
