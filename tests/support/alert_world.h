// A store in memory in which reporters tell of a domain day by day, and the alerts about it run:
// minute by minute where it matters, with mail servers that are down.
#pragma once

#include "analyzer/alert_run.h"
#include "analyzer/digest_mailer.h"
#include "schema/alert_mails.h"
#include "tests/support/filled_store.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward::tests {

inline const Day kAlertDay = parse_day("2026-11-23").value();
// When the reports of kAlertDay come.
inline const Timestamp kAlertNoon = kAlertDay + std::chrono::days(1) + std::chrono::hours(12);

// Reporters a and b have told of example.com for a week, and well.
struct AlertWorld {
  AlertWorld() {
    for (int day = -7; day < 0; ++day)
      report_well(kAlertDay + std::chrono::days(day));
  }

  void report_well(Day day, Trust trust = Trust::verified) {
    for (const char* reporter : {"a.example", "b.example"})
      put(*store, make_report(reporter, "example.com", day, 90), trust);
  }
  void fail(Day day, const std::string& type = "certificate-expired",
            Trust trust = Trust::verified) {
    put(*store, make_failing_report("a.example", "example.com", day, type, 50), trust);
  }

  void run(Timestamp now) {
    const Clock clock = [&] { return now; };
    const AlertCircle circle{{audience}, letterhead, options, webhooks};
    const auto thrown = make_alerts(*store, circle, clock).of_owners;
    faults.insert(faults.end(), thrown.begin(), thrown.end());
    const PostMail post = [&](const OutboxMail& mail) {
      ++tries;
      if (is_cut_off) throw std::runtime_error("the connection was lost");
      if (relay_is_down) throw NotHandedOver("no route to host");
      if (refuses)
        return std::vector<OutboxRecipient>{
            {mail.recipients.front().address, RecipientState::refused, "550 no such user"}};
      sent.push_back(mail);
      return std::vector<OutboxRecipient>{
          {mail.recipients.front().address, RecipientState::taken, "250 ok"}};
    };
    send_mails(
        *store,
        {.mails = store->alert_mails().due(now),
         .note = [&](const OutboxMail& mail) { store->alert_mails().note_try(mail); },
         .message = [&](const OutboxMail& mail) { return store->alert_mails().message(mail.id); }},
        post, clock);
  }

  // Every ten minutes, the end included.
  void live(Timestamp from, Timestamp until) {
    for (Timestamp now = from; now <= until; now += std::chrono::minutes(10))
      run(now);
  }

  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Audience audience{.owner = {.name = "ops",
                              .schedule = {},
                              .domains = {},
                              .addresses = {"Ops <ops@example.com>"}},
                    .scope = {.domains = {Domain("example.com")}, .mx_hosts = {}}};
  Letterhead letterhead{.from = "TLS reports <tlsward@example.org>",
                        .sender = "tlsward@example.org"};
  AlertOptions options;
  std::vector<WebhookTarget> webhooks;
  std::vector<OutboxMail> sent;
  std::vector<OwnerFault> faults;
  int tries = 0;
  bool is_cut_off = false;
  bool relay_is_down = false;
  bool refuses = false;
};

inline bool says(const OutboxMail& mail, std::string_view text) {
  return mail.message.find(text) != std::string::npos;
}

}  // namespace tlsward::tests
