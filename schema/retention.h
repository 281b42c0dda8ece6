// What is over for long is forgotten, so that the database does not grow by what nobody asks for:
// digests, alerts and posts to webhooks that wait for nothing. Reports are never.
#pragma once

#include "schema/timestamp.h"

namespace tlsward {

namespace sqlite {
class Database;
}

// For the thread of its Store. Writing goes inside Store::transact().
class Retention {
 public:
  explicit Retention(sqlite::Database& database) : database_(database) {}

  // Whether forget() would forget anything.
  bool has_any(Timestamp before);

  // Forgets what ceased to wait before then, at most a thousand of each kind. Of each owner's
  // digests and alerts, and of each webhook's posts, the last in each state stays: so long one can
  // see how they fare, and which day was told of last.
  void forget(Timestamp before);

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
