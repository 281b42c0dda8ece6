#include "program/owner_commands.h"

#include "analyzer/digest_message.h"
#include "analyzer/unsubscribe.h"
#include "schema/printable.h"

#include <Poco/String.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace tlsward {

namespace {

struct Line {
  std::string owner;
  std::string address;
  std::optional<Timestamp> ended;
};

// Those who have unsubscribed are listed too where the configuration has them no more.
std::vector<Line> lines_of(const Config& config, const std::vector<EndedSubscription>& ended) {
  std::vector<Line> lines;
  for (const Owner& owner : config.owners)
    for (const Subscription& one : subscriptions_of(owner))
      lines.push_back({owner.name, one.address, {}});
  for (const EndedSubscription& one : ended) {
    const auto line = std::ranges::find_if(lines, [&](const Line& known) {
      return known.owner == one.owner && Poco::icompare(known.address, one.address) == 0;
    });
    if (line == lines.end())
      lines.push_back({one.owner, one.address, one.since});
    else
      line->ended = one.since;
  }
  return lines;
}

nlohmann::ordered_json row_of(const Line& line) {
  nlohmann::ordered_json since;
  if (line.ended) since = format_datetime(*line.ended);
  return {{"owner", line.owner},
          {"address", line.address},
          {"state", line.ended ? "unsubscribed" : "subscribed"},
          {"since", std::move(since)}};
}

// The owners to whose mails it is subscribed again.
std::vector<std::string> resume(Store& store, const std::string& address,
                                const std::string& owner) {
  std::vector<std::string> resumed;
  for (const EndedSubscription& one : store.subscriptions().ended())
    if ((owner.empty() || one.owner == owner) && store.subscriptions().resume(one.owner, address))
      resumed.push_back(one.owner);
  return resumed;
}

}  // namespace

int owners_list_command(const Invocation& invocation) {
  const Config config = load_config(invocation).config;
  const auto store = open_for_reading(config);
  auto rows = nlohmann::ordered_json::array();
  for (const Line& line : lines_of(config, store->subscriptions().ended()))
    rows.push_back(row_of(line));
  const std::vector<Column> columns = {{.key = "owner", .title = "OWNER", .kind = ColumnKind::name},
                                       {.key = "address", .title = "ADDRESS"},
                                       {.key = "state", .title = "STATE"},
                                       {.key = "since", .title = "SINCE"}};
  print(write_list("owners", columns, rows, output_options(invocation)));
  return 0;
}

int owners_resubscribe_command(const Invocation& invocation, const ResubscribeFlags& flags) {
  require_no_list_format(invocation, "owners resubscribe");
  const auto address = parse_mail_address(flags.address);
  if (!address)
    throw UsageError(fmt::format("ADDRESS: \"{}\" is no address; write it like ops@example.org",
                                 printable(flags.address, 80)));
  const Config config = load_config(invocation).config;
  open_for_reading(config).reset();  // a database that is not there is not made
  const auto store = open_for_writing(config, Commits::each);
  std::vector<std::string> owners;
  store->transact([&] { owners = resume(*store, address->address, flags.owner); });
  if (invocation.format == Format::json) {
    print(write_json({{"schema", 1}, {"address", address->address}, {"owners", owners}}));
    return 0;
  }
  if (owners.empty())
    print(fmt::format("{} had not unsubscribed; tlsward owners lists who has.\n",
                      printable(address->address, 200)));
  for (const std::string& owner : owners)
    print(fmt::format("{} gets the mails of owner {} again.\n", printable(address->address, 200),
                      printable(owner, 80)));
  return 0;
}

}  // namespace tlsward
