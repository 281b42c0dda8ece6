// The database: everything that tlsward keeps. open_store() makes a Store; the plural headers
// (alert_mails.h, alerts.h, api_tokens.h, deliveries.h, endpoints.h, login_sessions.h, looks.h,
// mailboxes.h, outbox.h, policies.h, problems.h, reports.h, retention.h, subscriptions.h, users.h,
// webhooks.h) say what is kept where. SQLite now (schema/sqlite); no caller sees that.
#pragma once

#include "schema/identity.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace tlsward {

class AlertMails;
class Alerts;
class ApiTokens;
class Deliveries;
class Endpoints;
class LoginSessions;
class Looks;
class Mailboxes;
class Outbox;
class Policies;
class Problems;
class Reports;
class Retention;
class Subscriptions;
class Users;
class Webhooks;

namespace sqlite {
class Database;
}

// The machine's faults that a caller answers differently from others (which stay what they are).
struct StoreBusy : std::runtime_error {  // another process holds the lock for longer than 2 s
  using std::runtime_error::runtime_error;
};
struct StoreFull : std::runtime_error {  // no room on the disk
  using std::runtime_error::runtime_error;
};
struct StoreUnusable : std::runtime_error {  // no database, damaged, or of a newer version
  using std::runtime_error::runtime_error;
};

enum class Commits {
  each,     // transact() returns after its commit: what it wrote is on disk
  grouped,  // transact() joins an open transaction; only commit() makes it durable
  bulk,     // as grouped, for work that stands or falls together: where one transact() throws, all
            // since the last commit() is gone and every later call throws. A third cheaper.
};

// A Store is for one thread at a time and one piece of work (a request, an import, a command).
// Opening one costs about 100 us. Destroying it rolls back what was not committed.
class Store {
 public:
  explicit Store(std::unique_ptr<sqlite::Database> database);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  AlertMails& alert_mails() { return *alert_mails_; }
  Alerts& alerts() { return *alerts_; }
  ApiTokens& api_tokens() { return *api_tokens_; }
  Deliveries& deliveries() { return *deliveries_; }
  Endpoints& endpoints() { return *endpoints_; }
  LoginSessions& login_sessions() { return *login_sessions_; }
  Looks& looks() { return *looks_; }
  Mailboxes& mailboxes() { return *mailboxes_; }
  Outbox& outbox() { return *outbox_; }
  Policies& policies() { return *policies_; }
  Problems& problems() { return *problems_; }
  Reports& reports() { return *reports_; }
  Retention& retention() { return *retention_; }
  Subscriptions& subscriptions() { return *subscriptions_; }
  Users& users() { return *users_; }
  Webhooks& webhooks() { return *webhooks_; }

  // Runs the work in one transaction: all of it is kept, or none. Throws on what work() throws,
  // after rolling back what it did; throws StoreBusy, StoreFull, StoreUnusable or
  // std::runtime_error of its own.
  void transact(const std::function<void()>& work);

  // Makes everything durable that transact() did in a grouped or bulk Store. When it returns, it is
  // on disk; when it throws, all since the last commit() is gone. Where the engine had to give up
  // the whole transaction before (no room, for one), this and every later transact() throws why.
  void commit();

  // The reports written since the last commit(); 0 in a Store that commits each.
  std::size_t pending() const;

  // The key for Fingerprinter, made with the database.
  const HashKey& hash_key() const;

 private:
  std::unique_ptr<sqlite::Database> database_;
  std::unique_ptr<AlertMails> alert_mails_;
  std::unique_ptr<Alerts> alerts_;
  std::unique_ptr<ApiTokens> api_tokens_;
  std::unique_ptr<Deliveries> deliveries_;
  std::unique_ptr<Endpoints> endpoints_;
  std::unique_ptr<LoginSessions> login_sessions_;
  std::unique_ptr<Looks> looks_;
  std::unique_ptr<Mailboxes> mailboxes_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Policies> policies_;
  std::unique_ptr<Problems> problems_;
  std::unique_ptr<Reports> reports_;
  std::unique_ptr<Retention> retention_;
  std::unique_ptr<Subscriptions> subscriptions_;
  std::unique_ptr<Users> users_;
  std::unique_ptr<Webhooks> webhooks_;
};

// Opens the database at a path (":memory:" for one that lives as long as the Store), making it and
// bringing it up to date where needed. Throws StoreUnusable (with what to do) if it cannot.
std::unique_ptr<Store> open_store(const std::string& location, Commits commits);

// The same for reading only: never makes, changes or locks it against writers. Throws StoreUnusable
// if there is none.
std::unique_ptr<Store> open_store_read_only(const std::string& location);

}  // namespace tlsward
