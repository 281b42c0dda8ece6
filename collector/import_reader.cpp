#include "collector/import_reader.h"

#include <utility>

namespace tlsward {

ImportReader::ImportReader(const ImportJob& job, const Limits& limits, const Ownership& ownership,
                           const HashKey& key)
    : job_(job), limits_(limits), intake_(limits, ownership, key) {}

void ImportReader::read_all(ImportSource& source, Handover& handover, const std::stop_token& stop) {
  while (auto batch = source.next()) {
    const std::size_t turn = batch->number;
    ImportChunk chunk(batch->found);
    for (Unread& unread : batch->items) {
      chunk.add(read(std::move(unread)));
      if (!chunk.is_full()) continue;
      if (!handover.put(std::exchange(chunk, ImportChunk(batch->found)), turn, stop)) return;
    }
    if (!handover.put(std::move(chunk), turn, stop)) return;
    handover.end_turn();
  }
}

ImportItem ImportReader::read(Unread unread) {
  ImportItem item = std::move(unread.item);
  if (!unread.delivery) return item;
  Delivery delivery = *std::move(unread.delivery);
  item.readings =
      item.is_mail() ? read_mail_of(std::move(delivery)) : intake_.read(std::move(delivery));
  return item;
}

std::vector<Reading> ImportReader::read_mail_of(Delivery delivery) {
  if (delivery.trust == Trust::vouched)
    return read_vouched_mail(intake_, limits_, std::move(delivery));
  if (!mail_reader_) mail_reader_.emplace(intake_, limits_, job_.make_mail_trust());
  return mail_reader_->read(std::move(delivery));
}

}  // namespace tlsward
