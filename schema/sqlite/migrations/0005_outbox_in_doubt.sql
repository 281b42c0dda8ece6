-- Whether a mail server may have a mail although nobody took it: a try was cut off behind the message.

ALTER TABLE outbox ADD COLUMN in_doubt INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1));

UPDATE outbox SET in_doubt = 1 WHERE state = 'waiting' AND tries > 0;
