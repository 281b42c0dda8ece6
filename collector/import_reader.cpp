#include "collector/import_reader.h"

#include "collector/mbox.h"
#include "collector/unpack.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace tlsward {
namespace {

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
    throw std::runtime_error("standard input: " + rejection.detail);
  return rejection;
}

ImportItem make_item(ItemKind kind, const std::string& path, std::string source) {
  return {.kind = kind,
          .source = std::move(source),
          .readings = {},
          .problem = {},
          .from_standard_input = is_standard_input(path)};
}

}  // namespace

ImportReader::ImportReader(const ImportJob& job, const Limits& limits, const Ownership& ownership,
                           const HashKey& key)
    : job_(job), limits_(limits), intake_(limits, ownership, key), search_(job.paths) {}

void ImportReader::read_all(Handover& handover, const std::stop_token& stop) {
  ImportChunk chunk;
  const Sink sink = [&](ImportItem item) {
    chunk.add(std::move(item));
    if (!chunk.is_full()) return true;
    ImportChunk next = chunk.next();
    return handover.put(std::exchange(chunk, std::move(next)), stop);
  };
  while (const auto files = search_.next()) {
    chunk.found += files->size();
    for (const FoundFile& file : *files)
      if (!read(file, sink)) return;
  }
  handover.put(std::move(chunk), stop);
}

bool ImportReader::read(const FoundFile& found, const Sink& sink) {
  const std::string& path = found.path;
  const auto unread = [&](Rejection why) {
    ImportItem item = make_item(ItemKind::file, path, path);
    item.problem = told_if_file(path, std::move(why));
    return sink(std::move(item));
  };
  if (found.problem) return unread(*found.problem);
  InputFile file(path);
  const auto beginning = file.beginning();
  if (!beginning) return unread(beginning.error());
  switch (kind_of_file(found, *beginning)) {
    case InputKind::report:
      return sink(read_whole(ItemKind::file, path, file));
    case InputKind::mail:
      return sink(read_whole(ItemKind::mail_file, path, file));
    case InputKind::mbox:
      return read_mbox(path, file, sink);
  }
  return true;
}

ImportItem ImportReader::read_whole(ItemKind kind, const std::string& path, InputFile& file) {
  const bool is_mail = kind == ItemKind::mail_file;
  ImportItem item = make_item(kind, path, path);
  Delivery delivery = delivery_of(item);
  auto bytes = is_mail ? file.read_all(limits_.max_mail_bytes, mail_too_large(limits_))
                       : file.read_all(limits_.max_body_bytes, body_too_large(limits_));
  if (bytes) {
    delivery.bytes = *std::move(bytes);
    item.readings = is_mail ? read_mail_of(std::move(delivery)) : intake_.read(std::move(delivery));
  } else if (bytes.error().reason == Reason::unreadable) {
    item.problem = told_if_file(path, std::move(bytes.error()));
  } else {
    item.readings = rejected(std::move(delivery), std::move(bytes.error()));
  }
  return item;
}

bool ImportReader::read_mbox(const std::string& path, InputFile& file, const Sink& sink) {
  MboxReader mbox([&](char* to, std::size_t count) { return file.read(to, count); },
                  limits_.max_mail_bytes);
  while (auto mail = mbox.next()) {
    ImportItem item =
        make_item(ItemKind::mail, path, fmt::format("{}: mail {}", path, mail->number));
    Delivery delivery = delivery_of(item);
    delivery.bytes = std::move(mail->bytes);
    item.readings = mail->too_large ? rejected(std::move(delivery), mail_too_large(limits_))
                                    : read_mail_of(std::move(delivery));
    if (!sink(std::move(item))) return false;
  }
  ImportItem whole = make_item(ItemKind::mbox, path, path);
  if (mbox.fault()) whole.problem = told_if_file(path, *mbox.fault());
  return sink(std::move(whole));
}

// Mails on standard input come from a mail server that pipes what strangers send: nobody vouches
// for them.
Delivery ImportReader::delivery_of(const ImportItem& item) const {
  const bool is_piped = item.is_piped_mail();
  const bool is_file = item.kind == ItemKind::file;
  return {.channel = is_piped ? "pipe" : "file",
          .source = item.source,
          .file_name = is_file ? item.source.substr(item.source.rfind('/') + 1) : "",
          .trust = is_piped ? Trust::unauthenticated : Trust::vouched,
          .received = job_.now,
          .bytes = {}};
}

std::vector<Reading> ImportReader::read_mail_of(Delivery delivery) {
  if (delivery.trust == Trust::vouched)
    return read_vouched_mail(intake_, limits_, std::move(delivery));
  if (!mail_reader_) mail_reader_.emplace(intake_, limits_, job_.make_mail_trust());
  return mail_reader_->read(std::move(delivery));
}

}  // namespace tlsward
