// The Store over SQLite.
#include "schema/store.h"

#include "schema/alert_mails.h"
#include "schema/alerts.h"
#include "schema/api_tokens.h"
#include "schema/deliveries.h"
#include "schema/endpoints.h"
#include "schema/login_sessions.h"
#include "schema/looks.h"
#include "schema/mailboxes.h"
#include "schema/outbox.h"
#include "schema/policies.h"
#include "schema/problems.h"
#include "schema/reports.h"
#include "schema/retention.h"
#include "schema/sqlite/database.h"
#include "schema/subscriptions.h"
#include "schema/users.h"
#include "schema/webhooks.h"

namespace tlsward {

Store::Store(std::unique_ptr<sqlite::Database> database)
    : database_(std::move(database)),
      alert_mails_(std::make_unique<AlertMails>(*database_)),
      alerts_(std::make_unique<Alerts>(*database_)),
      api_tokens_(std::make_unique<ApiTokens>(*database_)),
      deliveries_(std::make_unique<Deliveries>(*database_)),
      endpoints_(std::make_unique<Endpoints>(*database_)),
      login_sessions_(std::make_unique<LoginSessions>(*database_)),
      looks_(std::make_unique<Looks>(*database_)),
      mailboxes_(std::make_unique<Mailboxes>(*database_)),
      outbox_(std::make_unique<Outbox>(*database_)),
      policies_(std::make_unique<Policies>(*database_)),
      problems_(std::make_unique<Problems>(*database_)),
      reports_(std::make_unique<Reports>(*database_)),
      retention_(std::make_unique<Retention>(*database_)),
      subscriptions_(std::make_unique<Subscriptions>(*database_)),
      users_(std::make_unique<Users>(*database_)),
      webhooks_(std::make_unique<Webhooks>(*database_)) {}

Store::~Store() = default;

void Store::transact(const std::function<void()>& work) {
  database_->transact(work);
}

void Store::commit() {
  database_->commit();
}

std::size_t Store::pending() const {
  return database_->pending();
}

const HashKey& Store::hash_key() const {
  return database_->hash_key();
}

std::unique_ptr<Store> open_store(const std::string& location, Commits commits) {
  return std::make_unique<Store>(
      std::make_unique<sqlite::Database>(location, sqlite::Access::write, commits));
}

std::unique_ptr<Store> open_store_read_only(const std::string& location) {
  return std::make_unique<Store>(
      std::make_unique<sqlite::Database>(location, sqlite::Access::read, Commits::each));
}

}  // namespace tlsward
