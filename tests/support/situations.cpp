#include "tests/support/situations.h"

#include "analyzer/blind_spots.h"
#include "analyzer/gather_problems.h"
#include "schema/endpoints.h"
#include "schema/mailboxes.h"
#include "schema/problems.h"
#include "tests/support/said.h"

namespace tlsward::tests {
namespace {

using std::chrono::days;
using std::chrono::hours;

// Google and Microsoft report that all was well, from so many days before on.
void calm(Store& store, int from, int to = 0, const char* domain = kOrg) {
  for (int back = from; back >= to; --back) {
    say(store, {.domain = domain, .back = back});
    say(store, {.reporter = kMicrosoft, .domain = domain, .back = back, .successful = 310});
  }
}

// The certificate of mx2 is out of date, as all three say.
void expired(Store& store, int back, std::int64_t failed) {
  const Said said{.back = back,
                  .result_type = "certificate-expired",
                  .failed = failed,
                  .mx = "mx2",
                  .reason = "X509_V_ERR_CERT_HAS_EXPIRED",
                  .addresses = {"203.0.113.26"}};
  say(store, said);
  Said other = said;
  other.reporter = kMicrosoft;
  other.reason = "";
  other.failed = failed / 10 + 1;
  say(store, other);
  other.reporter = kMailbox;
  other.failed = 3;
  other.successful = 20;
  say(store, other);
}

void mute_all(Store& store, std::int64_t size) {
  const Day day = kSaidDay - days(1);
  const ProblemList list = read_problems(store, {}, day);
  store.transact([&] {
    for (const Problem& problem : list.problems)
      store.problems().mute({.problem = problem.id,
                             .since = day,
                             .until = kSaidDay + days(30),
                             .reason = "the new certificate is ordered",
                             .size = size == 0 ? problem.size : size});
  });
}

void put_mailbox(Store& store, std::int64_t failures, const char* fault, hours since_day) {
  store.transact([&] {
    store.mailboxes().set_status({.mailbox = "reports",
                                  .last_poll = kSaidDay + days(1) + hours(13),
                                  .last_success = Timestamp(kSaidDay) + since_day,
                                  .failures = failures,
                                  .fault = fault});
  });
}

void all_well(Store& store) {
  calm(store, 9);
  calm(store, 9, 0, "example.net");
  put_mailbox(store, 0, "", hours(37));
}

void expired_new(Store& store) {
  calm(store, 9, 1);
  calm(store, 9, 0, "example.net");
  expired(store, 0, 280);
  put_mailbox(store, 0, "", hours(37));
}

void expired_worse(Store& store) {
  calm(store, 9, 3);
  expired(store, 2, 30);
  expired(store, 1, 40);
  expired(store, 0, 280);
}

void expired_ongoing(Store& store) {
  calm(store, 9, 4);
  for (const int back : {3, 2, 1, 0})
    expired(store, back, 200);
}

void expired_better(Store& store) {
  calm(store, 9, 4);
  for (const int back : {3, 2, 1})
    expired(store, back, 200);
  expired(store, 0, 20);
}

void one_clean_day(Store& store) {
  expired(store, 2, 280);
  expired(store, 1, 280);
  calm(store, 0);
  say(store, {.reporter = kMailbox, .successful = 20});
}

void fixed(Store& store) {
  expired(store, 3, 280);
  expired(store, 2, 280);
  calm(store, 1);
  for (const int back : {1, 0})
    say(store, {.reporter = kMailbox, .back = back, .successful = 20});
}

void back_again(Store& store) {
  expired(store, 6, 50);
  calm(store, 5, 1);
  for (int back = 5; back >= 1; --back)
    say(store, {.reporter = kMailbox, .back = back, .successful = 20});
  expired(store, 0, 60);
}

void settled(Store& store) {
  expired(store, 1, 280);
  expired(store, 0, 280);
  const ProblemList list = read_problems(store, {}, kSaidDay);
  store.transact([&] {
    for (const Problem& problem : list.problems)
      store.problems().settle({.problem = problem.id, .day = kSaidDay});
  });
}

void muted(Store& store) {
  expired(store, 1, 280);
  mute_all(store, 0);
  expired(store, 0, 250);
}

void outgrew_its_mute(Store& store) {
  expired(store, 1, 8);
  mute_all(store, 8);
  expired(store, 0, 2800);
}

void not_seen_again(Store& store) {
  calm(store, 9, 3);
  expired(store, 2, 40);
  say(store, {.reporter = "other.example", .back = 1, .successful = 60});
  say(store, {.reporter = "other.example", .successful = 60});
}

void older_problem(Store& store) {
  say(store, {.reporter = "rare.example",
              .back = 20,
              .result_type = "tlsa-invalid",
              .failed = 2,
              .policy_type = "tlsa"});
  calm(store, 9);
}

void late_reopens(Store& store) {
  expired(store, 6, 50);
  calm(store, 5);
  for (int back = 5; back >= 1; --back)
    say(store, {.reporter = kMailbox, .back = back, .successful = 20});
  say(store, {.reporter = "mail-ru.example",
              .back = 1,
              .result_type = "certificate-expired",
              .failed = 12,
              .successful = 0,
              .mx = "mx2",
              .after = hours(34)});
}

void stripped_for_one(Store& store) {
  calm(store, 9, 1);
  say(store, {.reporter = kMicrosoft, .successful = 310, .mode = "testing"});
  say(store, {.result_type = "starttls-not-supported", .failed = 9, .mode = "testing"});
}

void no_starttls_in_testing(Store& store) {
  for (const char* reporter : {kGoogle, kMicrosoft})
    say(store, {.reporter = reporter,
                .result_type = "starttls-not-supported",
                .failed = 90,
                .mode = "testing"});
}

void tlsa_not_rolled(Store& store) {
  say(store, {.result_type = "tlsa-invalid",
              .failed = 44,
              .reason = "dane-no-match",
              .policy_type = "tlsa"});
  say(store, {.reporter = kMicrosoft, .successful = 310});
}

void dnssec_broken(Store& store) {
  for (const char* reporter : {kGoogle, kMicrosoft})
    say(store, {.reporter = reporter,
                .result_type = "dnssec-invalid",
                .failed = 30,
                .policy_type = "tlsa"});
}

void policy_not_found(Store& store) {
  for (const char* reporter : {kGoogle, "mail-ru.example"})
    say(store, {.reporter = reporter,
                .result_type = "sts-policy-fetch-error",
                .failed = 12,
                .reason = "bad https response code: 404"});
}

void policy_host_certificate(Store& store) {
  say(store, {.result_type = "sts-webpki-invalid", .failed = 25, .mode = "testing"});
}

void mx_not_in_policy(Store& store) {
  say(store, {.reporter = kMicrosoft,
              .result_type = "validation-failure",
              .failed = 17,
              .mx = "old",
              .reason = "MX_HOSTS_MISMATCH"});
  say(store, {});
}

void ipv6_fails(Store& store) {
  for (const char* reporter : {kGoogle, kMicrosoft})
    say(store, {.reporter = reporter,
                .result_type = "certificate-host-mismatch",
                .failed = 40,
                .addresses = {"2001:db8::25", "2001:db8::26"}});
}

void one_address_of_two(Store& store) {
  say(store, {.back = 20,
              .result_type = "validation-failure",
              .failed = 4,
              .addresses = {"203.0.113.25", "203.0.113.26"}});
  for (int back = 19; back >= 1; --back)
    say(store, {.back = back});
  say(store, {.result_type = "certificate-expired", .failed = 30, .addresses = {"203.0.113.26"}});
}

void missing_intermediate(Store& store) {
  say(store, {.result_type = "certificate-not-trusted",
              .failed = 61,
              .reason = "unable to get local issuer certificate"});
  say(store, {.reporter = kMicrosoft, .result_type = "certificate-not-trusted", .failed = 20});
}

void without_details(Store& store) {
  say(store, {.reporter = "halon.example", .failed = 14, .mode = "testing"});
}

void unknown_type(Store& store) {
  say(store, {.result_type = "quantum-invalid", .failed = 3});
}

void strangers_only(Store& store) {
  calm(store, 9);
  for (const char* reporter : {"a.example", "b.example"})
    say(store, {.reporter = reporter,
                .result_type = "certificate-expired",
                .failed = 5000,
                .trust = Trust::unauthenticated});
}

void one_of_one(Store& store) {
  say(store,
      {.result_type = "certificate-host-mismatch", .failed = 1, .successful = 0, .mode = "none"});
}

void silent_daily(Store& store) {
  calm(store, 20, 1);
  say(store, {});
}

void silent_weekly(Store& store) {
  for (const int back : {29, 22, 15, 8})
    say(store, {.reporter = kMailbox, .back = back, .successful = 20});
  calm(store, 9);
}

void nobody_reports(Store& store) {
  calm(store, 20, 5, "example.net");
  calm(store, 20, 1);
}

void mailbox_down(Store& store) {
  calm(store, 9);
  put_mailbox(store, 12, "login refused; check mailbox.password_file", hours(20));
}

void contradicted(Store& store) {
  say(store, {});
  const std::int64_t hidden =
      say(store, {.result_type = "certificate-expired", .failed = 40, .trust = Trust::verified});
  store.transact([&] { store.reports().set_counted(hidden, false); });
}

void counts_missing(Store& store) {
  Report report = make_report(kGoogle, kOrg, kSaidDay, 700);
  report.policies[0].summary.total_failure_session_count.reset();
  put(store, report, Trust::verified);
}

// A certificate that had ended was replaced on the same day.
void bad_tuesday(Store& store) {
  for (int back = 25; back >= 0; --back)
    for (const char* reporter : {kGoogle, kMicrosoft}) {
      if (back != 5) say(store, {.reporter = reporter, .back = back, .successful = 400});
    }
  for (const char* reporter : {kGoogle, kMicrosoft})
    say(store, {.reporter = reporter,
                .back = 5,
                .result_type = "certificate-expired",
                .failed = 180,
                .successful = 210});
}

EndpointStatus listening(Timestamp until, Timestamp not_after) {
  return {
      .address = "0.0.0.0:443", .alive = until, .certificate_not_after = not_after, .fault = {}};
}

void endpoint_expired(Store& store) {
  calm(store, 9);
  store.transact([&] {
    store.endpoints().note_alive(listening(digest_time(kSaidDay), kSaidDay + hours(11)));
  });
}

void endpoint_silent(Store& store) {
  calm(store, 9);
  store.transact([&] {
    store.endpoints().note_alive(listening(kSaidDay + hours(2), kSaidDay + days(60)));
    store.endpoints().note_fault("0.0.0.0:443",
                                 "0.0.0.0:443: address in use; stop what listens there");
  });
}

void turned_away(Store& store) {
  calm(store, 9);
  const Timestamp next_day = kSaidDay + days(1);
  for (const Reason reason : {Reason::not_understood, Reason::not_ours, Reason::not_ours})
    set_aside(store, reason, next_day);
}

void nothing(Store&) {}

void many_domains(Store& store) {
  calm(store, 9, 1);
  expired(store, 0, 280);
  calm(store, 9, 0, "example.net");
  calm(store, 9, 3, "shop.example.org");
  say(store, {.domain = "example.com",
              .result_type = "starttls-not-supported",
              .failed = 4,
              .mode = "testing"});
  say(store, {.reporter = kMicrosoft, .domain = "example.com", .successful = 8100});
}

void hostile_names(Store& store) {
  say(store, {.reporter = "evil\x1b[2J\r\nAll is well.example",
              .result_type = "certificate-expired",
              .failed = 7,
              .mx = "a b;rm -rf",
              .reason = "<b>\xE2\x80\xAE\x07nothing to do",
              .addresses = {"203.0.113.26"}});
}

void newcomer(Store& store) {
  calm(store, 9);
  say(store, {.reporter = "new.example", .result_type = "certificate-expired", .failed = 7});
}

constexpr Situation kSituations[] = {
    {"after-outage", bad_tuesday, 20},
    {"all-well", all_well},
    {"back-again", back_again},
    {"contradicted", contradicted},
    {"counts-missing", counts_missing},
    {"dnssec-broken", dnssec_broken},
    {"endpoint-expired", endpoint_expired},
    {"endpoint-silent", endpoint_silent},
    {"expired-better", expired_better},
    {"expired-new", expired_new},
    {"expired-ongoing", expired_ongoing},
    {"expired-worse", expired_worse},
    {"fixed", fixed},
    {"guest", mailbox_down, 1, true},
    {"hostile-names", hostile_names},
    {"ipv6-fails", ipv6_fails},
    {"late-reopens", late_reopens},
    {"mailbox-down", mailbox_down},
    {"many-domains", many_domains},
    {"missing-intermediate", missing_intermediate},
    {"muted", muted},
    {"mx-not-in-policy", mx_not_in_policy},
    {"newcomer", newcomer},
    {"no-starttls-in-testing", no_starttls_in_testing},
    {"nobody-reports", nobody_reports},
    {"not-seen-again", not_seen_again},
    {"nothing", nothing},
    {"older-problem", older_problem},
    {"one-address-of-two", one_address_of_two},
    {"one-clean-day", one_clean_day},
    {"one-of-one", one_of_one},
    {"outgrew-its-mute", outgrew_its_mute},
    {"policy-host-certificate", policy_host_certificate},
    {"policy-not-found", policy_not_found},
    {"settled", settled},
    {"silent-daily", silent_daily},
    {"silent-weekly", silent_weekly},
    {"strangers-only", strangers_only},
    {"stripped-for-one", stripped_for_one},
    {"tlsa-not-rolled", tlsa_not_rolled},
    {"turned-away", turned_away},
    {"unknown-type", unknown_type},
    {"week", bad_tuesday, 7},
    {"without-details", without_details},
};

}  // namespace

std::span<const Situation> situations() {
  return kSituations;
}

}  // namespace tlsward::tests
