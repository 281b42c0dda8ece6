#include "web/health.h"

#include "schema/store.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/statvfs.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <functional>

namespace tlsward {

namespace {

using std::chrono::minutes;

constexpr minutes kEndpointPatience{3};  // it says that it listens each 30 s

// In words of ours: those of the fault name the file.
HealthReason store_reason(const std::exception& fault) {
  if (dynamic_cast<const StoreBusy*>(&fault) != nullptr) return {"store", "store-busy"};
  if (dynamic_cast<const StoreFull*>(&fault) != nullptr) return {"store", "store-full"};
  if (dynamic_cast<const StoreUnusable*>(&fault) != nullptr) return {"store", "store-unusable"};
  return {"store", "store-other"};
}

std::string json_of(std::string_view status, const std::vector<HealthReason>& reasons) {
  auto list = nlohmann::ordered_json::array();
  for (const HealthReason& reason : reasons)
    list.push_back({{"what", reason.what},
                    {"reason", reason_in_words(reason)},
                    {"next", next_in_words(reason)}});
  return nlohmann::ordered_json({{"schema", 1}, {"status", status}, {"reasons", list}}).dump() +
         '\n';
}

std::optional<HealthReason> against_disk(const HealthSeen& seen, const HealthOptions& options) {
  // As collector/report_endpoint.cpp decides whether a report is taken.
  const auto wanted =
      std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(options.min_free_bytes, 0)),
               seen.disk_bytes / 20);
  if (seen.disk_bytes == 0 || seen.free_bytes >= wanted) return std::nullopt;
  return HealthReason{
      "disk",
      "disk-full",
      {{"free", std::to_string(seen.free_bytes >> 20)}, {"wanted", std::to_string(wanted >> 20)}}};
}

std::optional<HealthReason> against_endpoint(const HealthSeen& seen, Timestamp now) {
  constexpr std::string_view what = "endpoint";
  if (!seen.endpoint) return HealthReason{what, "endpoint-never"};
  if (!seen.endpoint->fault.empty()) return HealthReason{what, "endpoint-fault"};
  if (!seen.endpoint->alive || *seen.endpoint->alive + kEndpointPatience < now)
    return HealthReason{what, "endpoint-silent"};
  if (seen.endpoint->certificate_not_after && *seen.endpoint->certificate_not_after <= now)
    return HealthReason{what, "endpoint-certificate"};
  return std::nullopt;
}

// A poll may fail now and then, and takes its time.
bool is_read_lately(const MailboxStatus& status, const PolledMailbox& mailbox, Timestamp now) {
  const std::chrono::seconds patience =
      std::max<std::chrono::seconds>(3 * mailbox.poll_interval, minutes(30));
  return status.last_success && *status.last_success + patience >= now;
}

std::optional<HealthReason> against_mailboxes(const HealthSeen& seen, const HealthOptions& options,
                                              Timestamp now) {
  const auto is_well = [&](const PolledMailbox& mailbox) {
    const auto status = std::ranges::find(seen.mailboxes, mailbox.name, &MailboxStatus::mailbox);
    return status != seen.mailboxes.end() && is_read_lately(*status, mailbox, now);
  };
  const auto failing = std::ranges::count_if(options.mailboxes, std::not_fn(is_well));
  if (failing == 0) return std::nullopt;
  return HealthReason{
      "mailbox",
      "mailboxes",
      {{"failing", std::to_string(failing)}, {"all", std::to_string(options.mailboxes.size())}}};
}

}  // namespace

std::string reason_in_words(const HealthReason& reason, const Language& language) {
  return put_in(language.text(fmt::format("health.{}", reason.key)), reason.values);
}

std::string next_in_words(const HealthReason& reason, const Language& language) {
  return put_in(language.text(fmt::format("health.{}.next", reason.key)), reason.values);
}

HealthSeen look_at(const HealthOptions& options) {
  HealthSeen seen;
  struct statvfs disk {};
  if (::statvfs(options.database.c_str(), &disk) == 0) {
    const auto block = static_cast<std::uint64_t>(disk.f_frsize);
    seen.free_bytes = disk.f_bavail * block;
    seen.disk_bytes = disk.f_blocks * block;
  }
  try {
    if (!std::filesystem::exists(options.database)) throw StoreUnusable("opening it would make it");
    const auto store = open_store(options.database, Commits::each);
    store->transact([] {});
    seen.endpoint = store->endpoints().status();
    seen.mailboxes = store->mailboxes().statuses();
  } catch (const std::exception& fault) {
    seen.store = store_reason(fault);
  }
  return seen;
}

std::vector<HealthReason> reasons_against(const HealthSeen& seen, const HealthOptions& options,
                                          Timestamp now) {
  std::vector<HealthReason> reasons;
  const auto add = [&](std::optional<HealthReason> reason) {
    if (reason) reasons.push_back(*std::move(reason));
  };
  add(seen.store);
  add(against_disk(seen, options));
  if (seen.store) return reasons;
  if (options.has_endpoint) add(against_endpoint(seen, now));
  add(against_mailboxes(seen, options, now));
  return reasons;
}

HealthAnswer healthz(const std::string& database) {
  try {
    open_store_read_only(database);
  } catch (const std::exception& fault) {
    return {503, json_of("failing", {store_reason(fault)})};
  }
  return {200, json_of("ok", {})};
}

HealthAnswer readyz(const HealthOptions& options, Timestamp now) {
  const std::vector<HealthReason> reasons = reasons_against(look_at(options), options, now);
  if (reasons.empty()) return {200, json_of("ready", {})};
  return {503, json_of("not-ready", reasons)};
}

}  // namespace tlsward
