// Pages that take long: each is made beside its answer, which is the page if that is there in time,
// and else says that it is being made and has the browser come again. So nobody looks at nothing
// for long, and impatience holds no connection, however much a page is made of.
#pragma once

#include "schema/timestamp.h"
#include "web/response.h"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

inline constexpr std::chrono::milliseconds kPatience{180};

// For any number of threads.
class LatePages {
 public:
  using Make = std::function<Response()>;

  explicit LatePages(std::chrono::milliseconds patience = kPatience) : patience_(patience) {}

  // Waits until none is being made.
  ~LatePages() = default;
  LatePages(const LatePages&) = delete;
  LatePages& operator=(const LatePages&) = delete;

  // What `make` makes, on another thread. Absent if it is not made in time: who asks again under
  // this name within a minute is given the same; or if eight are being made already: then it is not
  // begun. Throws what `make` throws, and std::system_error where there can be no more threads.
  std::optional<Response> get(const std::string& name, Timestamp now, const Make& make);

  // Who asks from now on is given what is made from now on.
  void forget();

 private:
  struct Page {
    std::string name;  // "" of one that is forgotten
    Timestamp begun;
    std::shared_future<Response> made;

    bool is_made() const {
      return made.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    }
  };

  std::shared_ptr<Page> begin(const std::string& name, Timestamp now, const Make& make);

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Page>> pages_;  // the last begun last
};

}  // namespace tlsward
