// Deliveries over SQLite: tables delivery, raw, set_aside, quarantine_bytes, refused
// and exceeded_cap.
#include "schema/deliveries.h"

#include "schema/identity.h"
#include "schema/sqlite/database.h"
#include "schema/sqlite/quarantine.h"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace tlsward {

namespace {

using sqlite::Blob;
using sqlite::Database;
using sqlite::Query;
using sqlite::Rows;

// Their numbers stand in databases.
static_assert(static_cast<int>(Trust::refused) == 0 && static_cast<int>(Trust::verified) == 4);
static_assert(static_cast<int>(Outcome::stored) == 0 && static_cast<int>(Outcome::refused) == 4);

constexpr std::int64_t kMaxReceipts = 16;          // of one report that have a row
constexpr std::size_t kMaxSampleBytes = 64 << 10;  // of a refused delivery
constexpr std::int64_t kMaxSamples = 200;

// Bytes in zlib's format, fast; empty if that is not smaller.
std::string compress_bytes(std::string_view bytes) {
  uLongf size = ::compressBound(bytes.size());
  std::string compressed(size, '\0');
  const int result =
      ::compress2(reinterpret_cast<Bytef*>(compressed.data()), &size,
                  reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_SPEED);
  if (result != Z_OK || size >= bytes.size()) return {};
  compressed.resize(size);
  return compressed;
}

std::string inflate_bytes(const std::string& compressed, std::int64_t size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  uLongf inflated = bytes.size();
  const int result =
      ::uncompress(reinterpret_cast<Bytef*>(bytes.data()), &inflated,
                   reinterpret_cast<const Bytef*>(compressed.data()), compressed.size());
  if (result != Z_OK || inflated != bytes.size()) {
    throw std::runtime_error("the raw bytes of a delivery are damaged; restore a backup");
  }
  return bytes;
}

// What came as gzip stays as it came.
void keep_raw(Database& database, std::int64_t delivery, std::string_view bytes) {
  const std::string compressed = bytes.starts_with("\x1f\x8b") ? "" : compress_bytes(bytes);
  if (compressed.empty()) {
    database.run("INSERT INTO raw (delivery, bytes) VALUES (?, ?)", delivery, Blob{bytes});
  } else {
    database.run("INSERT INTO raw (delivery, size, bytes) VALUES (?, ?, ?)", delivery,
                 static_cast<std::int64_t>(bytes.size()), Blob{compressed});
  }
}

// Whether the report has its fill of receipts; one more is then counted only.
bool count_only(Database& database, std::int64_t report) {
  {
    Rows rows = database.query("SELECT count(*) FROM delivery WHERE report = ?", report);
    rows.next();
    if (rows.integer(0) + 1 < kMaxReceipts) return false;
  }
  database.run("UPDATE report SET more_receipts = more_receipts + 1 WHERE id = ?", report);
  return true;
}

std::int64_t hash_of(Database& database, std::string_view bytes) {
  return Fingerprinter(database.hash_key()).hash(bytes);
}

std::int64_t insert(Database& database, const NewDelivery& row) {
  const Delivery& delivery = row.delivery;
  const std::size_t folder_size = delivery.source.rfind('/') + 1;  // npos + 1 = 0
  const std::string folder = delivery.source.substr(0, folder_size);
  const std::string name = delivery.source.substr(folder_size);
  const std::string reason(row.rejection ? tlsward::name(row.rejection->reason) : "");
  database.run(
      "INSERT INTO delivery (received, channel, folder, name, file_name, trust, evidence, outcome, "
      "report, reason, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      delivery.received, database.dimensions().text_id(delivery.channel),
      database.dimensions().optional_text_id(folder), name,
      delivery.file_name == name ? nullptr : &delivery.file_name,
      static_cast<std::int64_t>(delivery.trust),
      database.dimensions().optional_text_id(delivery.evidence),
      static_cast<std::int64_t>(row.outcome), row.report, row.rejection ? &reason : nullptr,
      row.rejection ? &row.rejection->detail : nullptr);
  return database.last_id();
}

void keep_sample(Database& database, std::int64_t id, const NewDelivery& row) {
  keep_raw(database, id, std::string_view(row.delivery.bytes).substr(0, kMaxSampleBytes));
  database.run(
      "DELETE FROM delivery WHERE outcome = 4 AND id <= "
      "(SELECT id FROM delivery WHERE outcome = 4 ORDER BY id DESC LIMIT 1 OFFSET ?)",
      kMaxSamples);
  database.run(
      "INSERT INTO refused VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
      std::chrono::floor<std::chrono::days>(row.delivery.received),
      std::string(row.rejection ? name(row.rejection->reason) : ""), row.delivery.channel);
}

std::int64_t bytes_of_share(Database& database, std::string_view channel,
                            const std::string& share) {
  Rows rows = database.query("SELECT bytes FROM quarantine_bytes WHERE channel = ? AND share = ?",
                             std::string(channel), share);
  return rows.next() ? rows.integer(0) : 0;
}

constexpr sqlite::Sql kSelectKept =
    "SELECT d.id, d.received, d.channel, d.folder, d.name, d.file_name, d.trust, d.outcome, "
    "d.report, "
    "d.reason, d.detail, coalesce(raw.size, length(raw.bytes), 0), d.evidence "
    "FROM delivery d LEFT JOIN raw ON raw.delivery = d.id ";

std::optional<Reason> read_reason(const Rows& rows, int column) {
  const std::string reason = rows.text(column);
  for (const Reason candidate : kStoredReasons) {
    if (name(candidate) == reason) return candidate;
  }
  return std::nullopt;
}

std::optional<Rejection> read_rejection(const Rows& rows, int reason_column, int detail_column) {
  const std::optional<Reason> reason = read_reason(rows, reason_column);
  if (!reason) return std::nullopt;
  return Rejection{*reason, rows.text(detail_column)};
}

KeptDelivery read_kept(Database& database, const Rows& rows) {
  KeptDelivery kept{
      .id = rows.integer(0),
      .channel = database.dimensions().text(rows.integer(2)),
      .source = database.dimensions().optional_text(rows.optional_integer(3)) + rows.text(4),
      .file_name = rows.text(rows.is_null(5) ? 4 : 5),
      .trust = static_cast<Trust>(rows.integer(6)),
      .evidence = database.dimensions().optional_text(rows.optional_integer(12)),
      .received = rows.timestamp(1),
      .outcome = static_cast<Outcome>(rows.integer(7)),
      .report = rows.optional_integer(8),
      .rejection = read_rejection(rows, 9, 10),
      .bytes = rows.integer(11)};
  if (kept.outcome == Outcome::stored || kept.outcome == Outcome::conflict) kept.report = kept.id;
  return kept;
}

std::vector<KeptDelivery> read_all(Database& database, const Query& query) {
  std::vector<KeptDelivery> all;
  Rows rows = database.query(query);
  while (rows.next())
    all.push_back(read_kept(database, rows));
  return all;
}

}  // namespace

std::int64_t Deliveries::keep(const NewDelivery& row) {
  database_.totals().count_delivery(row.delivery, row.outcome,
                                    row.rejection ? name(row.rejection->reason) : "");
  if (row.outcome == Outcome::duplicate) {
    return count_only(database_, row.report.value()) ? 0 : insert(database_, row);
  }
  const std::int64_t id = insert(database_, row);
  if (row.outcome == Outcome::refused) {
    keep_sample(database_, id, row);
    return id;
  }
  keep_raw(database_, id, row.delivery.bytes);
  if (row.outcome == Outcome::quarantined) {
    database_.run("INSERT INTO set_aside VALUES (?, ?)", id,
                  hash_of(database_, row.delivery.bytes));
  }
  if (sqlite::is_quarantine(row.outcome)) {
    sqlite::add_quarantine_bytes(database_, row.delivery.channel, row.delivery.source,
                                 static_cast<std::int64_t>(row.delivery.bytes.size()));
  }
  return id;
}

std::optional<std::int64_t> Deliveries::keep_again(const Delivery& delivery, Reason reason) {
  const std::int64_t hash = hash_of(database_, delivery.bytes);
  const std::vector<KeptDelivery> candidates = read_all(
      database_, Query()
                     .add(kSelectKept)
                     .add("WHERE d.id IN (SELECT delivery FROM set_aside WHERE hash = ?)", hash));
  const auto same = std::ranges::find_if(candidates, [&](const KeptDelivery& kept) {
    return kept.channel == delivery.channel && kept.trust == delivery.trust &&
           kept.rejection->reason == reason && raw(kept.id) == delivery.bytes;
  });
  if (same == candidates.end()) return std::nullopt;
  database_.totals().count_delivery(delivery, Outcome::quarantined, name(reason));
  database_.run("UPDATE delivery SET received = ? WHERE id = ?", delivery.received, same->id);
  return same->id;
}

void Deliveries::believe(std::int64_t id, Trust trust, const std::string& evidence) {
  database_.run("UPDATE delivery SET trust = ?, evidence = ? WHERE id = ?",
                static_cast<std::int64_t>(trust), database_.dimensions().optional_text_id(evidence),
                id);
}

std::optional<KeptDelivery> Deliveries::find(std::int64_t id) {
  const auto found = read_all(database_, Query().add(kSelectKept).add("WHERE d.id = ?", id));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::optional<std::string> Deliveries::raw(std::int64_t id) {
  Rows rows = database_.query("SELECT size, bytes FROM raw WHERE delivery = ?", id);
  if (!rows.next()) return std::nullopt;
  if (rows.is_null(0)) return rows.text(1);
  return inflate_bytes(rows.text(1), rows.integer(0));
}

std::vector<KeptDelivery> Deliveries::receipts(std::int64_t report) {
  return read_all(database_, Query()
                                 .add(kSelectKept)
                                 .add("WHERE (d.id = ? AND d.outcome IN (0, 2)) OR d.report = ? "
                                      "ORDER BY d.id",
                                      report, report));
}

std::vector<KeptDelivery> Deliveries::quarantine(std::optional<Reason> reason, std::size_t limit,
                                                 std::optional<std::int64_t> before) {
  Query query;
  query.add(kSelectKept);
  if (reason && !is_kept(*reason))
    query.add("WHERE d.outcome = 4 ");
  else
    query.add("WHERE d.outcome IN (2, 3) ");
  if (reason) query.add("AND d.reason = ? ", std::string(name(*reason)));
  if (before) query.add("AND d.id < ? ", *before);
  query.add("ORDER BY d.id DESC LIMIT ?", limit == 0 ? -1 : static_cast<std::int64_t>(limit));
  return read_all(database_, query);
}

std::vector<QuarantineCount> Deliveries::count_quarantined(Day day, Timestamp until) {
  std::vector<QuarantineCount> counts;
  Rows rows = database_.query(
      "SELECT d.reason, count(*) FROM delivery d LEFT JOIN report r ON r.id = d.id "
      "WHERE d.outcome IN (2, 3) AND CASE WHEN r.id IS NULL "
      "THEN d.received >= ? AND d.received < ? ELSE r.day = ? END "
      "GROUP BY d.reason ORDER BY d.reason",
      Timestamp(day), until, day);
  while (rows.next()) {
    if (const std::optional<Reason> reason = read_reason(rows, 0))
      counts.push_back({*reason, rows.integer(1)});
  }
  return counts;
}

std::int64_t Deliveries::quarantine_bytes() {
  return bytes_of_share(database_, "", "");
}

std::int64_t Deliveries::quarantine_bytes(std::string_view channel, std::string_view source) {
  return bytes_of_share(database_, channel, sqlite::share_of(channel, source));
}

void Deliveries::remove(std::int64_t id) {
  const std::optional<KeptDelivery> kept = find(id);
  if (!kept) return;
  if (sqlite::is_quarantine(kept->outcome)) {
    sqlite::add_quarantine_bytes(database_, kept->channel, kept->source, -kept->bytes);
  }
  database_.run("DELETE FROM delivery WHERE id = ?", id);
}

std::vector<RefusedCount> Deliveries::refused(Day since, Day until) {
  std::vector<RefusedCount> counts;
  Rows rows = database_.query(
      "SELECT reason, channel, sum(count) FROM refused WHERE day BETWEEN ? AND ? "
      "GROUP BY reason, channel ORDER BY reason, channel",
      since, until);
  while (rows.next())
    counts.push_back({rows.text(0), rows.text(1), rows.integer(2)});
  return counts;
}

void Deliveries::count_exceeded(Day day, const std::string& setting, std::int64_t times) {
  database_.run(
      "INSERT INTO exceeded_cap VALUES (?, ?, ?) "
      "ON CONFLICT DO UPDATE SET count = count + excluded.count",
      day, setting, times);
}

std::vector<ExceededCap> Deliveries::exceeded(Day since, Day until) {
  std::vector<ExceededCap> caps;
  Rows rows = database_.query(
      "SELECT setting, sum(count) FROM exceeded_cap WHERE day BETWEEN ? AND ? "
      "GROUP BY setting ORDER BY setting",
      since, until);
  while (rows.next())
    caps.push_back({rows.text(0), rows.integer(1)});
  return caps;
}

}  // namespace tlsward
