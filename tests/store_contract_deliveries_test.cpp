// What every storage engine owes of deliveries, written against schema/store.h and the plural
// headers only.
#include "schema/deliveries.h"
#include "schema/store.h"
#include "tests/support/contract_store.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>

namespace tlsward::tests::contract {

namespace {

std::int64_t keep(Store& store, const Delivery& delivery, Outcome outcome,
                  std::optional<Rejection> rejection = {},
                  std::optional<std::int64_t> report = {}) {
  std::int64_t id = 0;
  store.transact([&] {
    id = store.deliveries().keep(
        {.delivery = delivery, .outcome = outcome, .report = report, .rejection = rejection});
  });
  return id;
}

}  // namespace

TEST_CASE("raw bytes come back exactly") {
  std::string noise;
  for (unsigned i = 0; i < 100'000; ++i)
    noise += static_cast<char>(i * i * 2654435761U >> 7U);
  const std::string cases[] = {"{}",
                               std::string(300'000, ' '),
                               "\x1f\x8b not really gzip",
                               std::string("\0\xff\0", 3),
                               noise,
                               ""};
  const auto store = memory_store();
  for (const std::string& bytes : cases) {
    CAPTURE(bytes.size());
    const std::int64_t id = keep(*store, delivery(bytes), Outcome::quarantined,
                                 Rejection{Reason::not_understood, "no JSON"});
    CHECK(store->deliveries().raw(id) == bytes);
    CHECK(store->deliveries().find(id)->bytes == static_cast<std::int64_t>(bytes.size()));
  }
  CHECK_FALSE(store->deliveries().raw(1000));
}

TEST_CASE("a delivery comes back as it was kept") {
  const auto store = memory_store();
  const Rejection rejection{Reason::not_ours, "example.org is no domain of ours"};
  struct {
    std::string source;
    std::string file_name;
  } const cases[] = {{"reports/a.json", "a.json"},
                     {"a.json", "a.json"},
                     {"192.0.2.1", ""},
                     {"a.zip: b.json", "b.json"}};
  for (const auto& one : cases) {
    CAPTURE(one.source);
    Delivery sent = delivery();
    sent.source = one.source;
    sent.file_name = one.file_name;
    const std::int64_t id = keep(*store, sent, Outcome::quarantined, rejection);
    const auto kept = store->deliveries().find(id);
    REQUIRE(kept);
    CHECK(kept->source == one.source);
    CHECK(kept->file_name == one.file_name);
    CHECK(kept->channel == "file");
    CHECK(kept->trust == Trust::vouched);
    CHECK(kept->received == sent.received);
    CHECK(kept->outcome == Outcome::quarantined);
    CHECK(kept->rejection == rejection);
    CHECK_FALSE(kept->report);
  }
  CHECK_FALSE(store->deliveries().find(1000));
}

TEST_CASE("what is in quarantine is counted by reason and by when it came") {
  const auto store = memory_store();
  const auto set_aside = [&](Reason reason, Timestamp received) {
    Delivery sent = delivery();
    sent.received = received;
    keep(*store, sent, Outcome::quarantined, Rejection{reason, ""});
  };
  set_aside(Reason::not_ours, kMidnight);
  set_aside(Reason::not_ours, kMidnight + std::chrono::hours{23});
  set_aside(Reason::implausible, kMidnight);
  set_aside(Reason::not_ours, kMidnight - std::chrono::seconds{1});
  set_aside(Reason::not_ours, kMidnight + std::chrono::hours{24});
  const auto counts = store->deliveries().count_quarantined(
      std::chrono::floor<std::chrono::days>(kMidnight), kMidnight + std::chrono::hours{24});
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].reason == Reason::implausible);
  CHECK(counts[0].count == 1);
  CHECK(counts[1].reason == Reason::not_ours);
  CHECK(counts[1].count == 2);
}

TEST_CASE("every reason for quarantine and refusal comes back") {
  const auto store = memory_store();
  for (const Reason reason : kStoredReasons) {
    CAPTURE(name(reason));
    const Outcome outcome = is_kept(reason) ? Outcome::quarantined : Outcome::refused;
    const std::int64_t id = keep(*store, delivery(), outcome, Rejection{reason, "x"});
    CHECK(store->deliveries().find(id)->rejection == Rejection{reason, "x"});
    CHECK(store->deliveries().quarantine(reason, 10).size() == 1);
  }
}

TEST_CASE("a report has its receipts, and from the seventeenth on only their count") {
  const auto store = memory_store();
  const std::int64_t id =
      tests::put(*store, tests::make_report("example.net", "example.com", Day(), 1));
  for (int i = 2; i <= 16; ++i) {
    CHECK(keep(*store, delivery(), Outcome::duplicate, {}, id) != 0);
  }
  CHECK(keep(*store, delivery(), Outcome::duplicate, {}, id) == 0);
  CHECK(keep(*store, delivery(), Outcome::duplicate, {}, id) == 0);
  const auto receipts = store->deliveries().receipts(id);
  REQUIRE(receipts.size() == 16);
  CHECK(receipts[0].id == id);
  CHECK(receipts[0].report == id);
  CHECK(receipts[0].outcome == Outcome::stored);
  CHECK(receipts[15].report == id);
  CHECK(receipts[15].outcome == Outcome::duplicate);
  CHECK(receipts[15].bytes == 0);
  CHECK(store->reports().find(id)->more_receipts == 2);
}

TEST_CASE("what is in quarantine is known by its bytes, reason, channel and trust") {
  const auto store = memory_store();
  const std::int64_t id =
      keep(*store, delivery("{x"), Outcome::quarantined, Rejection{Reason::not_understood, ""});
  Delivery later = delivery("{x");
  later.received += std::chrono::hours{1};
  Delivery other_bytes = delivery("{y");
  Delivery other_channel = delivery("{x");
  other_channel.channel = "https";
  Delivery other_trust = delivery("{x");
  other_trust.trust = Trust::refused;
  const auto again = [&](const Delivery& sent, Reason reason) {
    std::optional<std::int64_t> known;
    store->transact([&] { known = store->deliveries().keep_again(sent, reason); });
    return known;
  };
  CHECK_FALSE(again(other_bytes, Reason::not_understood));
  CHECK_FALSE(again(other_channel, Reason::not_understood));
  CHECK_FALSE(again(other_trust, Reason::not_understood));
  CHECK_FALSE(again(later, Reason::not_ours));
  CHECK(store->deliveries().find(id)->received == delivery().received);
  CHECK(again(later, Reason::not_understood) == id);
  CHECK(store->deliveries().find(id)->received == later.received);
  store->transact([&] { store->deliveries().remove(id); });
  CHECK_FALSE(again(later, Reason::not_understood));
}

TEST_CASE("the quarantine is bounded by what it holds, of all and of each network") {
  const auto store = memory_store();
  const auto keep_from = [&](const std::string& source, std::size_t bytes) {
    Delivery sent = delivery(std::string(bytes, 'x'));
    sent.channel = "https";
    sent.source = source;
    return keep(*store, sent, Outcome::quarantined, Rejection{Reason::not_ours, ""});
  };
  const std::int64_t first = keep_from("192.0.2.1", 1000);
  keep_from("192.0.2.2: member.json", 500);
  const std::int64_t third = keep_from("2001:db8::1", 30);
  Deliveries& deliveries = store->deliveries();
  CHECK(deliveries.quarantine_bytes() == 1530);
  CHECK(deliveries.quarantine_bytes("https", "192.0.2.1") == 1500);
  CHECK(deliveries.quarantine_bytes("https", "198.51.100.1") == 0);
  CHECK(deliveries.quarantine_bytes("https", "2001:db8::2:3:4:5") == 30);
  CHECK(deliveries.quarantine_bytes("https", "2001:db8:0:1::1") == 0);
  CHECK(deliveries.quarantine({}, 0).front().id == third);
  CHECK(deliveries.quarantine({}, 2).size() == 2);
  CHECK(deliveries.quarantine({}, 0, third).size() == 2);
  CHECK(deliveries.quarantine(Reason::not_ours, 1, third - 1).front().id == first);
  CHECK(deliveries.quarantine(Reason::conflict, 0).empty());

  store->transact([&] { deliveries.remove(first); });
  CHECK(deliveries.quarantine_bytes() == 530);
  CHECK(deliveries.quarantine_bytes("https", "192.0.2.1") == 500);
  CHECK_FALSE(deliveries.find(first));
  CHECK_FALSE(deliveries.raw(first));
}

TEST_CASE("of what is refused a sample is kept, the newest 200, and all are counted") {
  const auto store = memory_store();
  const Rejection rejection{Reason::not_a_report, "begins like HTML"};
  const std::int64_t first =
      keep(*store, delivery(std::string(100'000, 'h')), Outcome::refused, rejection);
  CHECK(store->deliveries().raw(first) == std::string(64 << 10, 'h'));
  std::int64_t last = 0;
  for (int i = 0; i < 200; ++i)
    last = keep(*store, delivery("<"), Outcome::refused, rejection);
  CHECK_FALSE(store->deliveries().find(first));
  CHECK(store->deliveries().find(first + 1));
  CHECK(store->deliveries().find(last));
  const Day day = std::chrono::floor<std::chrono::days>(delivery("<").received);
  CHECK(store->deliveries().refused(Day(), day - std::chrono::days(1)).empty());
  CHECK(store->deliveries().refused(day + std::chrono::days(1), Day::max()).empty());
  CHECK(store->deliveries().quarantine(Reason::not_a_report, 3).size() == 3);
  CHECK(store->deliveries().quarantine(Reason::too_large, 3).empty());
  const auto counts = store->deliveries().refused(day, day);
  REQUIRE(counts.size() == 1);
  CHECK(counts[0].reason == "not-a-report");
  CHECK(counts[0].channel == "file");
  CHECK(counts[0].count == 201);
  CHECK(store->deliveries().quarantine({}, 0).empty());
}

TEST_CASE("caps that were exceeded are counted by day and setting") {
  const auto store = memory_store();
  const Day day = std::chrono::floor<std::chrono::days>(delivery("<").received);
  store->deliveries().count_exceeded(day, "limits.max_uri_bytes", 2);
  store->deliveries().count_exceeded(day, "limits.max_uri_bytes", 3);
  store->deliveries().count_exceeded(day, "limits.body_deadline", 1);
  store->deliveries().count_exceeded(day + std::chrono::days(1), "limits.max_uri_bytes", 100);
  const auto caps = store->deliveries().exceeded(day, day);
  REQUIRE(caps.size() == 2);
  CHECK(caps[0].setting == "limits.body_deadline");
  CHECK(caps[0].count == 1);
  CHECK(caps[1].setting == "limits.max_uri_bytes");
  CHECK(caps[1].count == 5);
  CHECK(store->deliveries().exceeded(day, day + std::chrono::days(1)).back().count == 105);
}

TEST_CASE("a delivery is believed as far as was found out later") {
  const auto store = memory_store();
  std::int64_t id = 0;
  store->transact([&] {
    id = store->deliveries().keep({delivery(), Outcome::stored, {}, {}});
    store->deliveries().believe(id, Trust::corroborated, "192.0.2.7 is mta.example.net");
    store->deliveries().believe(id + 1, Trust::corroborated, "nobody's");
  });
  CHECK(store->deliveries().find(id)->trust == Trust::corroborated);
  CHECK(store->deliveries().find(id)->evidence == "192.0.2.7 is mta.example.net");
  CHECK_FALSE(store->deliveries().find(id + 1));
}

}  // namespace tlsward::tests::contract
