#include "program/config_table.h"

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

template <auto Member>
Slot top(Config& config) {
  return &(config.*Member);
}

template <auto Member>
Slot limit(Config& config) {
  return &(config.limits.*Member);
}

template <auto Member>
Slot cap(Config& config) {
  return &(config.limits.report.*Member);
}

MailboxOptions& last_mailbox(Config& config) {
  if (config.mailboxes.empty()) config.mailboxes.emplace_back();
  return config.mailboxes.back();
}

template <auto Member>
Slot mailbox(Config& config) {
  return &(last_mailbox(config).*Member);
}

template <auto Member>
Slot server(Config& config) {
  return &(last_mailbox(config).server.*Member);
}

Owner& last_owner(Config& config) {
  if (config.owners.empty()) config.owners.emplace_back();
  return config.owners.back();
}

template <auto Member>
Slot owner(Config& config) {
  return &(last_owner(config).*Member);
}

WebhookOptions& last_webhook(Config& config) {
  if (config.webhooks.empty()) config.webhooks.emplace_back();
  return config.webhooks.back();
}

template <auto Member>
Slot webhook(Config& config) {
  return &(last_webhook(config).*Member);
}

template <auto Member>
Slot schedule(Config& config) {
  return &(last_owner(config).schedule.*Member);
}

template <auto Member>
Slot mail(Config& config) {
  return &(config.mail.*Member);
}

template <auto Member>
Slot alert(Config& config) {
  return &(config.alerts.*Member);
}

template <auto Member>
Slot verdict(Config& config) {
  return &(config.verdict.*Member);
}

template <auto Member>
Slot checks(Config& config) {
  return &(config.checks.*Member);
}

template <auto Member>
Slot smtp(Config& config) {
  return &(config.mail.server.*Member);
}

constexpr std::array kTable = {
    ConfigRow{"store.path", Form::plain, top<&Config::database>, "The database file."},
    ConfigRow{"domain.name", Form::plain, top<&Config::domains>,
              "A domain whose reports are ours, with every name below it."},
    ConfigRow{"domain.mx", Form::plain, top<&Config::mx_hosts>,
              "Its MX hosts: reports about DANE name the host instead of the domain."},
    ConfigRow{
        "mailbox.name", Form::plain, mailbox<&MailboxOptions::name>,
        "What status and receipts call the mailbox; keep it, for what was read is kept by it."},
    ConfigRow{"mailbox.host", Form::plain, server<&ImapServer::host>,
              "Its IMAP server; the name that the server's certificate is for."},
    ConfigRow{"mailbox.port", Form::plain, server<&ImapServer::port>,
              "Its port: 993, or 143 with STARTTLS."},
    ConfigRow{"mailbox.tls", Form::plain, server<&ImapServer::tls>,
              "\"implicit\", \"starttls\", or \"none\", which sends the password in the clear."},
    ConfigRow{"mailbox.ca_file", Form::plain, server<&ImapServer::ca_file>,
              "The PEM certificate of a CA of your own; empty for those of the system."},
    ConfigRow{"mailbox.user", Form::plain, mailbox<&MailboxOptions::user>, "Who logs in."},
    ConfigRow{"mailbox.auth", Form::plain, mailbox<&MailboxOptions::auth>,
              "\"password\", or with a token \"xoauth2\" or \"oauthbearer\"."},
    ConfigRow{"mailbox.password_file", Form::plain, mailbox<&MailboxOptions::password_file>,
              "The file of the password; a name without a slash is a credential of systemd."},
    ConfigRow{"mailbox.token_file", Form::plain, mailbox<&MailboxOptions::token_file>,
              "The same for a token that something else renews."},
    ConfigRow{"mailbox.token_command", Form::plain, mailbox<&MailboxOptions::token_command>,
              "A command that prints a token; it is run for each login."},
    ConfigRow{"mailbox.folders", Form::plain, mailbox<&MailboxOptions::folders>,
              "The folders to read, as the server names them; none for INBOX."},
    ConfigRow{"mailbox.after_storing", Form::plain, mailbox<&MailboxOptions::after_storing>,
              "What becomes of a mail once its reports are stored and were read back: \"leave\", "
              "\"seen\", \"move\" or \"delete\"."},
    ConfigRow{"mailbox.move_to", Form::plain, mailbox<&MailboxOptions::move_to>,
              "The folder to which \"move\" moves."},
    ConfigRow{"mailbox.not_report_folder", Form::plain, mailbox<&MailboxOptions::not_report_folder>,
              "The folder to which mails without a report are moved; empty to leave them."},
    ConfigRow{"mailbox.delete_after_days", Form::plain, mailbox<&MailboxOptions::delete_after_days>,
              "How many days \"delete\" waits."},
    ConfigRow{"mailbox.poll_interval", Form::plain, mailbox<&MailboxOptions::poll_interval>,
              "The longest time between two looks, also where the server tells of new mail."},
    ConfigRow{"owner.name", Form::plain, owner<&Owner::name>,
              "What status calls who gets a digest; keep it, for what was sent is kept by it."},
    ConfigRow{"owner.addresses", Form::plain, owner<&Owner::addresses>, "To whom it goes."},
    ConfigRow{"owner.domains", Form::plain, owner<&Owner::domains>,
              "Whose reports it tells of, with names below; \"*\" stands for any letters of "
              "configured ones; none for all."},
    ConfigRow{"owner.language", Form::plain, owner<&Owner::language>,
              "The language of the digest, \"en\" or \"pl\"."},
    ConfigRow{"owner.zone", Form::plain, schedule<&DigestSchedule::zone>,
              "The time zone of hour, like \"Europe/Warsaw\"."},
    ConfigRow{"owner.hour", Form::plain, schedule<&DigestSchedule::hour>,
              "When it is sent, HH:MM in zone; empty for 14:00 UTC in any zone."},
    ConfigRow{"owner.rhythm", Form::plain, schedule<&DigestSchedule::rhythm>,
              "\"daily\", \"problems\", which leaves out days on which nothing is to be said, or "
              "\"weekly\", on Monday."},
    ConfigRow{"owner.technical_first", Form::plain, owner<&Owner::technical_first>,
              "Whether the digest tells the cause and its proof before how bad it is."},
    ConfigRow{"owner.alerts", Form::plain, owner<&Owner::alerts>,
              "Whether they are told at once, too, of what cannot wait for the digest."},
    ConfigRow{"alerts.wait_for_others", Form::plain, alert<&AlertOptions::wait_for_others>,
              "So long an alert waits for others of its owner, to go in one mail with them."},
    ConfigRow{"alerts.refused_sessions", Form::plain, alert<&AlertOptions::refused_sessions>,
              "Proven failed sessions of a day that alert where mail was refused."},
    ConfigRow{"alerts.own_sessions", Form::plain, alert<&AlertOptions::own_sessions>,
              "The same where a policy host or certificate fails that is most likely yours."},
    ConfigRow{"alerts.cause_sessions", Form::plain, alert<&AlertOptions::cause_sessions>,
              "The same of any other problem that needs action."},
    ConfigRow{
        "alerts.silent_days", Form::plain, alert<&AlertOptions::silent_days>,
        "After so many days the silence of a watched reporter alerts, later where its habit is "
        "slower."},
    ConfigRow{"alerts.watched_reporters", Form::plain, alert<&AlertOptions::watched_reporters>,
              "The reporters whose silence alerts, by their domains."},
    ConfigRow{"webhook.name", Form::plain, webhook<&WebhookOptions::name>,
              "What status calls who else is told at once; keep it, for what was posted is kept by "
              "it."},
    ConfigRow{"webhook.url", Form::plain, webhook<&WebhookOptions::url>,
              "Where it is posted: https://HOST/PATH."},
    ConfigRow{"webhook.url_file", Form::plain, webhook<&WebhookOptions::url_file>,
              "Instead, the file that has the URL, where it is a secret; a name without a slash is "
              "a credential of systemd."},
    ConfigRow{
        "webhook.secret_file", Form::plain, webhook<&WebhookOptions::secret_file>,
        "The file of the signature's key; a name without a slash is a credential of systemd."},
    ConfigRow{"webhook.format", Form::plain, webhook<&WebhookOptions::format>,
              "\"json\", \"slack\", \"ntfy\" or \"matrix\"."},
    ConfigRow{"webhook.owner", Form::plain, webhook<&WebhookOptions::owner>,
              "The [[owner]] whose alerts they are; empty for all."},
    ConfigRow{"webhook.ca_file", Form::plain, webhook<&WebhookOptions::ca_file>,
              "The PEM certificate of a CA of your own; empty for those of the system."},
    ConfigRow{"webhook.timeout", Form::plain, webhook<&WebhookOptions::time>,
              "How long one post may take, all in all."},
    ConfigRow{"mail.from", Form::plain, mail<&MailOptions::from>,
              "The sender of digests, like \"TLS reports <tlsward@example.org>\"."},
    ConfigRow{"mail.unsubscribe_mailto", Form::plain, mail<&MailOptions::unsubscribe_mailto>,
              "Who is asked to end a digest (List-Unsubscribe); empty for nobody."},
    ConfigRow{"mail.unsubscribe_url", Form::plain, mail<&MailOptions::unsubscribe_url>,
              "The page behind the link that ends mails to an address (RFC 8058), "
              "\"https://HOST/v1/unsubscribe\" of the public listener; empty for none."},
    ConfigRow{"mail.host", Form::plain, smtp<&SmtpServer::host>,
              "The mail server that takes them; the name that its certificate is for."},
    ConfigRow{"mail.port", Form::plain, smtp<&SmtpServer::port>,
              "Its port: 587, 465 with TLS from the first byte, or 25."},
    ConfigRow{"mail.tls", Form::plain, smtp<&SmtpServer::tls>,
              "\"starttls\", \"tls\" from the first byte, or \"none\" for a server on this "
              "machine."},
    ConfigRow{"mail.ca_file", Form::plain, smtp<&SmtpServer::ca_file>,
              "The PEM certificate of a CA of your own; empty for those of the system."},
    ConfigRow{"mail.user", Form::plain, smtp<&SmtpServer::user>,
              "Who logs in; empty for no login."},
    ConfigRow{"mail.auth", Form::plain, smtp<&SmtpServer::auth>, "How: \"plain\" or \"login\"."},
    ConfigRow{"mail.password_file", Form::plain, smtp<&SmtpServer::password_file>,
              "The file of the password; a name without a slash is a credential of systemd."},
    ConfigRow{"mail.timeout", Form::plain, smtp<&SmtpServer::time>,
              "How long the sending of one mail may take, all in all."},
    ConfigRow{"mail.sendmail", Form::plain, mail<&MailOptions::sendmail>,
              "The path of a program that takes mails as sendmail does, instead of a server."},
    ConfigRow{"ingest.listen", Form::address, top<&Config::ingest_listen>,
              "Where senders post reports by HTTPS, HOST:PORT; empty for nowhere."},
    ConfigRow{"ingest.certificate_file", Form::plain, top<&Config::certificate_file>,
              "The PEM chain for HTTPS; read again when it changes."},
    ConfigRow{"ingest.private_key_file", Form::plain, top<&Config::private_key_file>,
              "The PEM key of the certificate; nobody else may read it."},
    ConfigRow{"ingest.tokens", Form::plain, top<&Config::tokens>,
              "Accepted behind /v1/tlsrpt/, in DNS for all to see; with none, any is."},
    ConfigRow{"ingest.accept_any_domain", Form::plain, top<&Config::accept_any_domain>,
              "Take reports about every domain as ours, whether configured or not."},
    ConfigRow{"hosting.certificates", Form::plain, top<&Config::host_certificates>,
              "The folder with the certificates of the policy hosts, as certbot keeps them: "
              "NAME/fullchain.pem and NAME/privkey.pem."},
    ConfigRow{
        "hosting.hook", Form::plain, top<&Config::policy_hook>,
        "The path of a program that puts the record of a policy into DNS when senders get its "
        "file: PROGRAM set DOMAIN RECORD, PROGRAM remove DOMAIN."},
    ConfigRow{"dashboard.enabled", Form::plain, top<&Config::dashboard_enabled>,
              "Whether serve shows the pages."},
    ConfigRow{"dashboard.listen", Form::address, top<&Config::dashboard_listen>,
              "Where the pages are, HOST:PORT: on this machine, behind a proxy, or with TLS."},
    ConfigRow{"dashboard.certificate_file", Form::plain, top<&Config::dashboard_certificate_file>,
              "The PEM chain of the pages; read again when it changes; empty for no TLS."},
    ConfigRow{"dashboard.private_key_file", Form::plain, top<&Config::dashboard_private_key_file>,
              "The PEM key of that certificate; nobody else may read it."},
    ConfigRow{"dashboard.login", Form::plain, top<&Config::dashboard_login>,
              "Who gets in: required (users who log in), none (everybody; only where listen is on "
              "loopback)."},
    ConfigRow{"dashboard.trusted_proxies", Form::plain, top<&Config::trusted_proxies>,
              "Addresses and networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto "
              "count."},
    ConfigRow{"dashboard.remote_user_header", Form::plain, top<&Config::remote_user_header>,
              "The header in which a trusted proxy names the user whom it has asked, like "
              "Remote-User; empty for none."},
    ConfigRow{
        "dashboard.base_url", Form::plain, top<&Config::dashboard_base_url>,
        "Where browsers find the pages behind a proxy, like https://mail.example.org/tlsward; "
        "empty for where they listen."},
    ConfigRow{"dns.server", Form::address, top<&Config::dns_server>,
              "The DNS server to ask, HOST:PORT of an address; empty for the system's."},
    ConfigRow{
        "checks.trust_anchor", Form::plain, checks<&ProbeOptions::trust_anchor>,
        "The DNSSEC keys that all others are proved by, a file of DS or DNSKEY records; empty "
        "for those of the package dns-root-data."},
    ConfigRow{"checks.ca_file", Form::plain, checks<&ProbeOptions::ca_file>,
              "The PEM certificate of a CA that is believed beside those of the system."},
    ConfigRow{"checks.https_port", Form::plain, checks<&ProbeOptions::https_port>,
              "The port of policy hosts; another than 443 is for trials."},
    ConfigRow{"checks.smtp_port", Form::plain, checks<&ProbeOptions::smtp_port>,
              "The port of MX hosts; another than 25 is for trials."},
    ConfigRow{"checks.dns_port", Form::plain, checks<&ProbeOptions::dns_port>,
              "The port of authoritative DNS servers; another than 53 is for trials."},
    ConfigRow{"checks.rua", Form::plain, checks<&ProbeOptions::rua>,
              "Where reports about your domains must go, as in their TLSRPT records: mailto: or "
              "https: addresses of which one does; empty to leave it out."},
    ConfigRow{"checks.allow_private", Form::plain, checks<&ProbeOptions::allow_private>,
              "Connect to private and loopback addresses, too: whoever has a checked domain may "
              "then make this machine connect to its neighbours."},
    ConfigRow{"checks.deadline", Form::plain, checks<&ProbeOptions::deadline>,
              "How long the looks at one domain may take, all in all."},
    ConfigRow{"checks.daily_at", Form::plain, top<&Config::daily_looks>,
              "When `serve` looks at the configured domains each day, HH:MM in UTC, before the "
              "digests; empty for never."},
    ConfigRow{"trust.authserv_ids", Form::plain, top<&Config::authserv_ids>,
              "Your mail servers whose Authentication-Results are believed."},
    ConfigRow{"trust.counts_from", Form::plain, limit<&Limits::counts_from>,
              "The least trust with which a report counts; others are kept and shown."},
    ConfigRow{"trust.known_reporters", Form::plain, verdict<&VerdictRules::known_reporters>,
              "Whose reports are proof from the first one on, by domain."},
    ConfigRow{"verdict.failed_sessions", Form::plain, verdict<&VerdictRules::failed_sessions>,
              "Proven failed sessions of a day from which a problem needs action though mail was "
              "delivered."},
    ConfigRow{"verdict.failed_percent", Form::plain, verdict<&VerdictRules::failed_percent>,
              "The percentage of the day's proven sessions that they must be, too."},
    ConfigRow{"verdict.days_in_a_row", Form::plain, verdict<&VerdictRules::days_in_a_row>,
              "On so many report days in a row one reporter does, else two are needed."},
    ConfigRow{"limits.max_body_bytes", Form::bytes, limit<&Limits::max_body_bytes>,
              "The largest delivery, as it comes over the wire."},
    ConfigRow{"limits.max_inflated_bytes", Form::bytes, limit<&Limits::max_inflated_bytes>,
              "The most that one delivery may hold once unpacked."},
    ConfigRow{"limits.max_gzip_members", Form::plain, limit<&Limits::max_gzip_members>,
              "The most gzip members in one delivery."},
    ConfigRow{"limits.max_zip_members", Form::plain, limit<&Limits::max_zip_members>,
              "The most files in one zip."},
    ConfigRow{"limits.max_documents", Form::plain, limit<&Limits::max_documents>,
              "The most reports in one delivery."},
    ConfigRow{"limits.max_mail_bytes", Form::bytes, limit<&Limits::max_mail_bytes>,
              "The largest mail."},
    ConfigRow{"limits.max_mail_header_bytes", Form::bytes, limit<&Limits::max_mail_header_bytes>,
              "The headers of a mail and of all its parts together."},
    ConfigRow{"limits.max_mail_parts", Form::plain, limit<&Limits::max_mail_parts>,
              "The most parts in one mail."},
    ConfigRow{"limits.max_mail_depth", Form::plain, limit<&Limits::max_mail_depth>,
              "How deep parts and mails may lie within each other."},
    ConfigRow{"limits.max_mail_signatures", Form::plain, limit<&Limits::max_mail_signatures>,
              "The DKIM signatures of one mail that are looked at."},
    ConfigRow{"limits.max_depth", Form::plain, cap<&ReportCaps::max_depth>,
              "How deep the JSON of a report may nest."},
    ConfigRow{"limits.max_policies", Form::plain, cap<&ReportCaps::max_policies>,
              "The most policies in one report."},
    ConfigRow{"limits.max_failure_details", Form::plain, cap<&ReportCaps::max_failure_details>,
              "The most failure details in one report, of all policies together."},
    ConfigRow{"limits.max_string_bytes", Form::bytes, cap<&ReportCaps::max_string_bytes>,
              "Longer texts in a report are cut."},
    ConfigRow{"limits.max_policy_string_bytes", Form::bytes,
              cap<&ReportCaps::max_policy_string_bytes>,
              "Longer lines of a policy-string are cut."},
    ConfigRow{"limits.max_range", Form::plain, limit<&Limits::max_range>,
              "A report over a longer time is implausible."},
    ConfigRow{"limits.max_future", Form::plain, limit<&Limits::max_future>,
              "A report that ends further in the future is implausible."},
    ConfigRow{"limits.max_age", Form::plain, limit<&Limits::max_age>,
              "A report by HTTPS that began earlier is implausible; files may hold years."},
    ConfigRow{"limits.max_sessions", Form::plain, limit<&Limits::max_sessions>,
              "More sessions in one policy entry are implausible."},
    ConfigRow{"limits.max_quarantine_bytes", Form::bytes_or_none,
              limit<&Limits::max_quarantine_bytes>, "The most that the quarantine keeps."},
    ConfigRow{"limits.max_quarantine_bytes_per_source", Form::bytes_or_none,
              limit<&Limits::max_quarantine_bytes_per_source>,
              "The most that it keeps of one network."},
    ConfigRow{"limits.min_free_bytes", Form::bytes_or_none, limit<&Limits::min_free_bytes>,
              "With less room on the disk nothing is taken (or 5 % of it where that is less)."},
    ConfigRow{"limits.max_header_bytes", Form::bytes, limit<&Limits::max_header_bytes>,
              "The largest header of a request."},
    ConfigRow{"limits.max_header_fields", Form::plain, limit<&Limits::max_header_fields>,
              "The most fields in it."},
    ConfigRow{"limits.max_uri_bytes", Form::bytes, limit<&Limits::max_uri_bytes>,
              "The longest address asked for."},
    ConfigRow{"limits.handshake_deadline", Form::plain, limit<&Limits::handshake_deadline>,
              "Time for the TLS handshake."},
    ConfigRow{"limits.header_deadline", Form::plain, limit<&Limits::header_deadline>,
              "Time for a request's header."},
    ConfigRow{"limits.body_deadline", Form::plain, limit<&Limits::body_deadline>,
              "Time for its body."},
    ConfigRow{"limits.min_body_bytes_per_second", Form::bytes_or_none,
              limit<&Limits::min_body_bytes_per_second>,
              "A slower body is cut off after 5 seconds; 0 for any rate."},
    ConfigRow{"limits.keep_alive_idle", Form::plain, limit<&Limits::keep_alive_idle>,
              "How long an idle connection is kept."},
    ConfigRow{"limits.max_keep_alive_requests", Form::plain,
              limit<&Limits::max_keep_alive_requests>, "The most requests on one connection."},
    ConfigRow{"limits.max_connections", Form::plain, limit<&Limits::max_connections>,
              "The most connections at once, a thread each."},
    ConfigRow{"limits.max_connections_per_network", Form::plain,
              limit<&Limits::max_connections_per_network>,
              "The most of them from one /24 or /64; on loopback from one address."},
    ConfigRow{"limits.requests_per_second", Form::plain, limit<&Limits::requests_per_second>,
              "The requests of one network in the long run."},
    ConfigRow{"limits.request_burst", Form::plain, limit<&Limits::request_burst>,
              "How many of them may come at once."},
    ConfigRow{"limits.inflated_bytes_per_second", Form::bytes,
              limit<&Limits::inflated_bytes_per_second>,
              "What bodies of one network may grow by when they are inflated, in the long run."},
    ConfigRow{"limits.max_bytes_in_memory", Form::bytes, limit<&Limits::max_bytes_in_memory>,
              "The bodies of all requests together."},
    ConfigRow{"limits.memory_wait", Form::plain, limit<&Limits::memory_wait>,
              "How long a request waits for room among them."},
};

}  // namespace

std::span<const ConfigRow> config_table() {
  return kTable;
}

const ConfigRow* find_config_row(std::string_view key) {
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const ConfigRow& row) { return row.key == key; });
  return found == kTable.end() ? nullptr : &*found;
}

std::string_view written_as(const ConfigRow& row) {
  Config config;
  const Slot slot = row.slot(config);
  if (std::holds_alternative<bool*>(slot)) return "true or false";
  if (row.key == "domain.name") return "a text";  // one for each [[domain]]
  if (std::holds_alternative<std::set<std::string>*>(slot) ||
      std::holds_alternative<std::vector<Domain>*>(slot))
    return "a list of texts";
  const bool number =
      std::holds_alternative<std::size_t*>(slot) || std::holds_alternative<std::int64_t*>(slot);
  return number && !is_size(row.form) ? "a number" : "a text";
}

void clear_list(const ConfigRow& row, Config& config) {
  std::visit(
      [](auto* value) {
        if constexpr (requires { value->clear(); } &&
                      !std::is_same_v<decltype(value), std::string*>)
          value->clear();
      },
      row.slot(config));
}

}  // namespace tlsward
