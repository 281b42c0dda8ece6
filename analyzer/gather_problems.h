// Rows -> problems: the failures of many days, put together by what they are, with who saw them and
// on which days these reported. In bounded memory, whatever strangers send.
#pragma once

#include "analyzer/grouping.h"
#include "analyzer/history.h"
#include "analyzer/problem.h"
#include "analyzer/tally.h"
#include "schema/store.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {

// A problem as it stands at the end of a day. Where anything said of it is proof, its effect and
// texts are what proof says: anybody can claim another.
struct Problem {
  std::string id;
  ProblemKey key;
  std::vector<ProblemWitness> witnesses;      // most failures first
  std::vector<std::string> reasons;           // failure-reason-codes as sent, at most 5
  std::vector<std::string> sending_networks;  // network_of() the sending-mta-ips, at most 5
  std::vector<std::string> receiving_ips;     // at most 5
  Effect effect = Effect::delivered;          // the worst
  std::vector<ReportDay> days;                // days_of() the witnesses
  Day first_seen;
  Day last_seen;
  std::int64_t failed = 0;               // on all days
  std::int64_t size = 0;                 // size_of()
  Trust trust = Trust::unauthenticated;  // the best
  ProblemLife life;
  std::optional<Day> settled;   // up to which day somebody said that it is over
  std::optional<Mute> mute;     // where it is muted
  std::optional<Day> outgrown;  // until when it would be, had it not grown tenfold

  bool is_open() const { return !life.resolved; }
};

struct ProblemList {
  std::vector<Problem> problems;  // open and not muted, muted, resolved; of these the largest first
  std::int64_t left_out = 0;      // failures of more problems than are told apart
};

// What is read of rows, some days at a time. 10,000 problems and 50,000 witnesses
// (more of a problem are one of the name "others") are told apart, and as many again for what is
// unauthenticated only, a fifth of it: a flood of strangers displaces nothing that is proven.
class ProblemGathering {
 public:
  // `history` is lent.
  explicit ProblemGathering(const History& history) : history_(history) {}

  // The rows of one day or of several, as group_failures() takes them; entries without failures may
  // be left out. Details that count no failed session make no problem.
  void add(std::span<const Entry> entries, const EachFailure& each);

  // All, without what is stored of them: id, life and mute. Nothing of them is left here, so that
  // they are not held twice.
  std::vector<Problem> take_problems();
  std::int64_t left_out() const { return left_out_; }

 private:
  struct Speaker {
    std::string reporter;
    bool proof = false;
    auto operator<=>(const Speaker&) const = default;  // NOLINT(modernize-use-nullptr)
  };
  struct Statement {
    Witness who{.trust = Trust::refused};
    std::map<Day, std::int64_t> failures;
  };
  static constexpr std::size_t kTexts = 20;  // of which the commonest are shown
  struct Told {
    std::map<Speaker, Statement> statements;
    Effect effect = Effect::delivered;
    Tally reasons{kTexts};
    Tally networks{kTexts};
    Tally receivers{kTexts};
  };
  using Gathered = std::array<Told, 2>;  // by whether what is said is proof

  template <typename Row>
  Told* count(const ProblemKey& key, const Row& row, std::int64_t failed);
  ProblemWitness make_witness(const Domain& line, const Speaker& speaker,
                              const Statement& statement) const;
  Problem make_problem(const ProblemKey& key, const Gathered& gathered) const;

  const History& history_;
  std::map<ProblemKey, Gathered> problems_;
  KeyFinder keys_;
  std::array<std::size_t, 2> opened_{};      // problems, by whether the row that opened it is proof
  std::array<std::size_t, 2> statements_{};  // likewise
  std::int64_t left_out_ = 0;
};

// The problems as they stand at the end of the day, of all that `filter` lets through: those that
// one of its failures belongs to, and of these everything (limit, since and until do not count).
// Throws what the Store throws.
ProblemList read_problems(Store& store, const Filter& filter, Day day);

// The same of all lines of the history, with what people decided up to the day `decided`; absent:
// up to the history's.
ProblemList read_problems(Store& store, const History& history, std::optional<Day> decided = {});

}  // namespace tlsward
