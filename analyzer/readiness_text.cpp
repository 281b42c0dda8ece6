// Readiness in words, and as JSON.
#include "analyzer/finding_text.h"
#include "analyzer/hosted_policy.h"
#include "analyzer/readiness.h"
#include "analyzer/remedies.h"
#include "analyzer/wording.h"
#include "schema/counting.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iterator>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;
using std::chrono::floor;

constexpr std::size_t kShown = 200;  // bytes of what a stranger wrote

class ReadinessText {
 public:
  ReadinessText(const ReadinessFacts& facts, const ReadinessJudgement& judgement,
                const ReadinessRules& rules, const Language& language)
      : facts_(facts), judgement_(judgement), rules_(rules), language_(language) {}

  std::string write() {
    add(words(name(judgement_.readiness)));
    if (judgement_.readiness == Readiness::no_policy) return std::move(text_);
    add_numbers();
    text_ += '\n';
    for (const ReadinessGate& gate : judgement_.gates)
      add_gate(gate);
    add_losses();
    add_steps();
    text_ += '\n';
    add(words("limits"));
    return std::move(text_);
  }

 private:
  using Values = std::vector<std::pair<std::string_view, std::string>>;

  std::string words(std::string_view key, Values values = {}) const {
    values.emplace_back("domain", printable(facts_.domain.text(), kShown));
    return put_in(language_.text(std::string("readiness.").append(key)), values);
  }
  void add(const std::string& paragraph, std::string_view first = "",
           std::string_view indent = "") {
    text_ += wrap(paragraph, first, indent);
  }
  void add_numbers();
  void add_gate(const ReadinessGate& gate);
  void add_losses();
  void add_steps();

  const ReadinessFacts& facts_;
  const ReadinessJudgement& judgement_;
  const ReadinessRules& rules_;
  const Language& language_;
  std::string text_;
};

void ReadinessText::add_numbers() {
  const bool enforced = judgement_.readiness == Readiness::enforced;
  const double share = facts_.all_sessions == 0 ? 0
                                                : static_cast<double>(facts_.under_policy) /
                                                      static_cast<double>(facts_.all_sessions);
  add(words(enforced ? "numbers-enforced" : "numbers",
            {{"days", std::to_string(rules_.days)},
             {"reporters", counted(std::ssize(facts_.reporters), "reporter", language_)},
             {"sessions", counted(facts_.under_policy, "session", language_)},
             {"share", percent(share, language_)},
             {"refused", grouped(judgement_.would_be_refused, language_)}}));
}

void ReadinessText::add_gate(const ReadinessGate& gate) {
  Values values;
  for (const auto& [key, value] : gate.values)
    values.emplace_back(key, printable(value, kShown));
  add(words(gate.key, std::move(values)), gate.blocks ? " ! " : " - ", "   ");
  if (gate.key != "faults") return;
  for (const Finding& finding : judgement_.findings)
    add(words_of(finding, FindingPart::plain, language_) + ' ' +
            words_of(finding, FindingPart::fix, language_),
        "     - ", "       ");
}

void ReadinessText::add_losses() {
  if (facts_.losses.empty()) return;
  const bool enforced = judgement_.readiness == Readiness::enforced;
  text_ += fmt::format("\n{}\n", words(enforced ? "losses-enforced" : "losses"));
  for (const Loss& loss : facts_.losses) {
    std::string line = words(
        "loss",
        {{"who", shown_name(loss.organization_name.empty() ? loss.reporter : loss.organization_name,
                            kShown, language_)},
         {"host", loss.host.empty() ? "-" : printable(loss.host.text(), kShown)},
         {"type", loss.result_type.empty() ? "-" : printable(loss.result_type, kShown)},
         {"sessions", counted(loss.sessions, "session", language_)},
         {"last", day_in_words(loss.last, language_)},
         {"cause",
          fill(find_remedy(loss.cause, language_).sentence, facts_.domain, loss.host, language_)}});
    if (loss.acknowledged)
      line += ' ' + words("loss-acknowledged", {{"reason", printable(*loss.acknowledged, kShown)}});
    add(line, " - ", "   ");
  }
}

void ReadinessText::add_steps() {
  const Readiness readiness = judgement_.readiness;
  if (readiness == Readiness::not_enough_data) add(words("manual"), " - ", "   ");
  if (readiness == Readiness::ready || readiness == Readiness::ready_with_notes) {
    text_ += fmt::format("\n{}\n", words("steps"));
    for (const char* const step : {"step-text", "step-verify", "step-id", "step-watch"})
      add(words(step), "", "   ");
  }
  if (!facts_.held_until || *facts_.held_until < facts_.now) return;
  text_ += '\n';
  add(words("removal", {{"until", time_in_words(*facts_.held_until, language_)}}));
}

ordered_json json_of(const Loss& loss) {
  return {{"reporter", loss.reporter},
          {"organization_name", loss.organization_name},
          {"receiving_mx_hostname", loss.host.text()},
          {"result_type", loss.result_type},
          {"cause", loss.cause},
          {"sessions", loss.sessions},
          {"last_seen", format_day(loss.last)},
          {"acknowledged", loss.acknowledged ? ordered_json(*loss.acknowledged) : ordered_json()}};
}

}  // namespace

std::string readiness_text(const ReadinessFacts& facts, const ReadinessJudgement& judgement,
                           const ReadinessRules& rules, const Language& language) {
  return ReadinessText(facts, judgement, rules, language).write();
}

ordered_json readiness_json(const ReadinessFacts& facts, const ReadinessJudgement& judgement,
                            const Language& language) {
  const auto time = [](const std::optional<Timestamp>& when) {
    return when ? ordered_json(format_datetime(*when)) : ordered_json();
  };
  auto gates = ordered_json::array();
  for (const ReadinessGate& gate : judgement.gates) {
    ordered_json row{{"gate", gate.key}, {"blocks", gate.blocks}};
    for (const auto& [key, value] : gate.values)
      row[key] = value;
    gates.push_back(std::move(row));
  }
  auto losses = ordered_json::array();
  for (const Loss& loss : facts.losses)
    losses.push_back(json_of(loss));
  auto reporters = ordered_json::array();
  for (const ReadinessReporter& reporter : facts.reporters)
    reporters.push_back({{"reporter", reporter.reporter},
                         {"organization_name", reporter.organization_name},
                         {"successful", reporter.successful},
                         {"refused", reporter.refused}});
  return {{"schema", 1},
          {"policy_domain", facts.domain.text()},
          {"readiness", name(judgement.readiness)},
          {"mode", facts.mode ? ordered_json(name(*facts.mode)) : ordered_json()},
          {"since", time(facts.since)},
          {"looked", facts.look ? time(facts.look->time) : ordered_json()},
          {"held_until", time(facts.held_until)},
          {"sessions", facts.under_policy},
          {"all_sessions", facts.all_sessions},
          {"would_be_refused", judgement.would_be_refused},
          {"gates", std::move(gates)},
          {"findings", findings_json(judgement.findings, language)},
          {"reporters", std::move(reporters)},
          {"losses", std::move(losses)}};
}

}  // namespace tlsward
