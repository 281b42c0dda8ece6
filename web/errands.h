// Commands of tlsward that a page begins and does not wait for: a look at a domain takes a minute,
// the publishing of a policy longer. Each runs beside the pages, a few at a time, and what it
// printed is kept for whoever asks how it went.
#pragma once

#include "schema/timestamp.h"

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace tlsward {

// After the program's name, as they are typed: {"check", "--", "example.org"}.
using ErrandWords = std::vector<std::string>;

// What is to be run. What has the same name does not run twice beside each other.
struct ErrandOrder {
  std::string name;  // "policy example.org"
  ErrandWords words;
  std::string whose;  // who began it, so that nobody takes all the room
};

struct ErrandEnd {
  std::optional<int>
      code;            // the command's exit code; absent: it could not be run, or took too long
  std::string output;  // what it printed, as it is; where it could not be run, why
};

struct Errand {
  Timestamp begun;
  std::optional<Timestamp> ended;  // absent: it runs
  ErrandEnd end = {};
};

enum class ErrandStart {
  begun,
  runs,     // already: it is not begun again
  too_many  // run beside it: two of whoever begins it, or eight in all; come again
};

// For any number of threads.
class Errands {
 public:
  // Runs a command to its end, or to the stop. Throws nothing.
  using Run = std::function<ErrandEnd(const ErrandWords&, const std::stop_token&)>;
  using Now = std::function<Timestamp()>;

  Errands(Run run, Now now) : run_(std::move(run)), now_(std::move(now)) {}

  // Stops what runs, and waits for it.
  ~Errands() = default;
  Errands(const Errands&) = delete;
  Errands& operator=(const Errands&) = delete;

  // Throws std::system_error where there can be no more threads.
  ErrandStart begin(const ErrandOrder& order);

  // How the last one of this name goes, or went; absent where none was begun, or it was forgotten
  // over the fifty that ended after it.
  std::optional<Errand> find(const std::string& name);

  // Waits until none runs.
  void wait();

 private:
  struct Entry {
    ErrandOrder order;
    Errand errand;
    std::jthread thread;
  };

  void finish(Entry& entry, ErrandEnd end);
  void forget_oldest();

  const Run run_;
  const Now now_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::list<Entry> entries_;  // the last begun first; last here, so that its threads end first
};

}  // namespace tlsward
