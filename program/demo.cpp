#include "program/demo.h"

#include "collector/intake.h"
#include "schema/report_json.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr int kDays = 30;
constexpr int kSilentDays = 1;

enum class Policies { sts, sts_and_tlsa };

// One of ours.
struct Scene {
  std::string_view domain;
  std::string_view mode;
  Policies policies;
  int sessions_a_day;  // on a working day, over all reporters
};

constexpr std::array kScenes = {Scene{"example.org", "enforce", Policies::sts, 1200},
                                Scene{"example.net", "testing", Policies::sts, 8100},
                                Scene{"example.com", "enforce", Policies::sts_and_tlsa, 380},
                                Scene{"shop.example.org", "testing", Policies::sts, 12}};

// Who sends reports.
struct Reporter {
  std::string_view organization_name;
  std::string_view host;
  std::string_view sending_mta_ip;
  int percent;            // of a domain's sessions; with 0 it writes to the shop alone
  bool several_policies;  // tells every session under each policy, as Microsoft does
};

constexpr std::array kReporters = {
    Reporter{"Big Mail Inc.", "big-mail.example", "192.0.2.17", 52, false},
    Reporter{"Northwind Post", "northwind-post.example", "198.51.100.33", 30, true},
    Reporter{"Regional Post eG", "regional-post.example", "192.0.2.140", 13, false},
    Reporter{"Small Host", "small-host.example", "198.51.100.201", 5, false},
    Reporter{"Parcel Notices", "parcel-notices.example", "192.0.2.88", 0, false}};

// What a reporter saw go wrong on a day.
struct Incident {
  std::string_view result_type;
  std::string_view mx;  // first label
  std::string_view receiving_ip;
  std::string_view failure_reason_code;
  int percent;  // of its sessions
};

class DemoMonth {
 public:
  DemoMonth(Day last_day, std::uint32_t seed) : last_day_(last_day), random_(seed) {}

  // Absent where that reporter sent nothing about the domain for that day.
  std::optional<Report> report(const Scene& scene, const Reporter& reporter, Day day);

  // When it came: in the first half hour of the next day.
  Timestamp received(Day day) {
    return day + days(1) + std::chrono::minutes(5) + std::chrono::seconds(below(1500));
  }

 private:
  // 0..limit-1. mt19937 is the same everywhere; the standard's distributions are not.
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

  int sessions_of(const Scene& scene, const Reporter& reporter, Day day);
  std::optional<Incident> incident(const Scene& scene, const Reporter& reporter, Day day) const;

  Day last_day_;
  std::mt19937 random_;
};

int DemoMonth::sessions_of(const Scene& scene, const Reporter& reporter, Day day) {
  const bool shop = scene.domain == "shop.example.org";
  const bool shop_only = reporter.percent == 0;
  if (shop_only) return shop && day <= last_day_ - days(kSilentDays) ? 2 + below(4) : 0;
  if (shop && reporter.percent < kReporters.front().percent) return 0;
  const auto weekday = std::chrono::weekday(day);
  const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  const int usual = scene.sessions_a_day * reporter.percent / 100;
  return usual * (weekend ? 35 : 100) / 100 * (85 + below(30)) / 100 + 1;
}

std::optional<Incident> DemoMonth::incident(const Scene& scene, const Reporter& reporter,
                                            Day day) const {
  const auto back = (last_day_ - day).count();
  const bool small = reporter.percent < 10;
  const bool first = &reporter == &kReporters.front();
  if (scene.domain == "example.org" && !small && (back == 0 || (back == 1 && first)))
    return Incident{"certificate-expired", "mx2", "203.0.113.26", "X509_V_ERR_CERT_HAS_EXPIRED",
                    back == 0 ? 26 : 4};
  if (scene.domain == "example.net" && reporter.percent >= 30 && back >= 10 && back <= 13)
    return Incident{"starttls-not-supported", "mx1", "203.0.113.51", "", 9};
  return {};
}

// An entry without failures; `type` is "sts" or "tlsa".
Policy make_policy(const Scene& scene, std::string_view type) {
  Policy policy{.policy_type = std::string(type), .policy_domain = Domain(scene.domain)};
  if (type == "tlsa") {
    policy.policy_string = {"3 1 1 " + std::string(64, 'a')};
    return policy;
  }
  policy.policy_string = {"version: STSv1", fmt::format("mode: {}", scene.mode)};
  for (const int number : {1, 2}) {
    const std::string mx = fmt::format("mx{}.{}", number, scene.domain);
    policy.policy_string.push_back("mx: " + mx);
    policy.mx_host.emplace_back(mx);
  }
  policy.policy_string.emplace_back("max_age: 604800");
  return policy;
}

FailureDetail make_detail(const Scene& scene, const Reporter& reporter, const Incident& incident,
                          std::int64_t failed) {
  const std::string mx = fmt::format("{}.{}", incident.mx, scene.domain);
  return {.result_type = std::string(incident.result_type),
          .sending_mta_ip = std::string(reporter.sending_mta_ip),
          .receiving_mx_hostname = Domain(mx),
          .receiving_mx_helo = mx,
          .receiving_ip = std::string(incident.receiving_ip),
          .failed_session_count = failed,
          .failure_reason_code = std::string(incident.failure_reason_code)};
}

std::optional<Report> DemoMonth::report(const Scene& scene, const Reporter& reporter, Day day) {
  const std::int64_t sessions = sessions_of(scene, reporter, day);
  if (sessions == 0) return {};
  const auto went_wrong = incident(scene, reporter, day);
  const std::int64_t failed = went_wrong ? sessions * went_wrong->percent / 100 + 1 : 0;

  Report report{.organization_name = std::string(reporter.organization_name),
                .start_datetime = format_datetime(day),
                .end_datetime = format_datetime(day + days(1) - std::chrono::seconds(1)),
                .contact_info = fmt::format("tls-reports@{}", reporter.host),
                .report_id = fmt::format("{}_{}@{}", format_day(day), scene.domain, reporter.host)};
  report.policies.push_back(make_policy(scene, "sts"));
  if (scene.policies == Policies::sts_and_tlsa && reporter.several_policies)
    report.policies.push_back(make_policy(scene, "tlsa"));
  for (Policy& policy : report.policies)
    policy.summary = {.total_successful_session_count = sessions - failed,
                      .total_failure_session_count = failed};
  if (went_wrong)
    report.policies.front().failure_details.push_back(
        make_detail(scene, reporter, *went_wrong, failed));
  return report;
}

}  // namespace

void make_demo_reports(Store& store, Day last_day, std::uint32_t seed) {
  DemoMonth month(last_day, seed);
  const Ownership everything{.accept_any = true};
  Intake intake(Limits{}, everything, store.hash_key());
  for (Day day = last_day - days(kDays - 1); day <= last_day; day += days(1)) {
    for (const Scene& scene : kScenes) {
      for (const Reporter& reporter : kReporters) {
        const auto report = month.report(scene, reporter, day);
        if (!report) continue;
        const std::string file = fmt::format("{}.json", report->report_id);
        const auto settled = intake.accept(store, {.channel = "file",
                                                   .source = file,
                                                   .file_name = file,
                                                   .trust = Trust::vouched,
                                                   .received = month.received(day),
                                                   .bytes = to_json(*report)});
        assert(settled.size() == 1 && settled.front().outcome == Outcome::stored);
      }
    }
  }
  store.commit();
}

}  // namespace tlsward
