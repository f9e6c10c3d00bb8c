/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the API's document that tells of signing in, second factors, sessions and keys. */
#include "config.h"

#include "tw-rest-private.h"

#define UUID       "{\"type\":\"string\",\"format\":\"uuid\"}"
#define TIME       "{\"type\":\"string\",\"format\":\"date-time\"}"
#define NULL_TIME  "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
#define TEXT       "{\"type\":\"string\"}"
#define SENT       "{\"type\":\"string\",\"maxLength\":1024}"
#define RATE       "{\"type\":[\"integer\",\"null\"],\"minimum\":1,\"maximum\":1000000}"
#define INTEGER    "{\"type\":\"integer\"}"
#define BOOLEAN    "{\"type\":\"boolean\"}"
#define SCHEMA(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define PROBLEMS   "\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{\"$ref\":\"#/components/responses/problem\"}"
#define ID         "{\"$ref\":\"#/components/parameters/id\"}"
#define OBJECT(required, properties) "{\"type\":\"object\",\"required\":[" required "],\"additionalProperties\":false,\"properties\":{" properties "}}"
/* What is sent may have members that are not known yet. */
#define BODY(required, properties) "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" \
  "{\"type\":\"object\",\"required\":[" required "],\"properties\":{" properties "}}}}},"
#define LIST(item) OBJECT ("\"items\"", "\"items\":{\"type\":\"array\",\"items\":" item "}")
#define NONE       "\"204\":{\"description\":\"Done\"},"
#define ANSWER(status, schema) "\"" status "\":{\"description\":\"Done\",\"content\":{\"application/json\":{\"schema\":" schema "}}},"
#define OPERATION(method, id, summary, more, body, answer) \
  "\"" method "\":{\"operationId\":\"" id "\",\"tags\":[\"sign-in\"],\"summary\":\"" summary "\"," more body "\"responses\":{" answer PROBLEMS "}}"
#define PUBLIC     "\"security\":[],"
#define OF_ID      "\"parameters\":[" ID "],"
#define TOKENS     ANSWER ("200", SCHEMA ("_tokens"))

const char tw_rest_auth_paths[] =
  "\"/api/auth/sign-in\":{" OPERATION ("post", "sign_in", "Begin a session", PUBLIC,
    BODY ("\"email\",\"password\"", "\"email\":" SENT ",\"password\":" SENT ",\"device\":" SENT ",\"code\":" SENT), TOKENS) "},"
  "\"/api/auth/second-step\":{" OPERATION ("post", "second_step", "Show the code that a sign-in asked for", PUBLIC,
    BODY ("\"step_token\",\"code\"", "\"step_token\":" SENT ",\"code\":" SENT ",\"device\":" SENT), TOKENS) "},"
  "\"/api/auth/refresh\":{" OPERATION ("post", "refresh", "Exchange a refresh token for new tokens", PUBLIC,
    BODY ("\"refresh_token\"", "\"refresh_token\":" SENT), TOKENS) "},"
  "\"/api/auth/accept\":{" OPERATION ("post", "accept", "Accept an invitation, which begins a session", PUBLIC,
    BODY ("\"token\",\"password\"", "\"token\":" SENT ",\"password\":" SENT), TOKENS) "},"
  "\"/api/auth/sign-out\":{" OPERATION ("post", "sign_out", "End the session that asks", "", "", NONE) "},"
  "\"/api/auth/password\":{" OPERATION ("post", "change_password", "Change the password, which ends all other sessions", "",
    BODY ("\"old\",\"new\"", "\"old\":" SENT ",\"new\":" SENT), TOKENS) "},"
  "\"/api/auth/invitations\":{" OPERATION ("post", "invite", "Make an invitation for a user, as an administrator", "",
    BODY ("\"user\"", "\"user\":" UUID),
    ANSWER ("200", OBJECT ("\"token\",\"expires_in\"", "\"token\":" TEXT ",\"expires_in\":" INTEGER))) "},"
  "\"/api/auth/me\":{" OPERATION ("get", "me", "Who asks", "", "",
    ANSWER ("200", OBJECT ("\"id\",\"name\",\"administrator\",\"second_factor\",\"workspace\"", "\"id\":" UUID ",\"name\":" TEXT
      ",\"administrator\":" BOOLEAN ",\"second_factor\":" BOOLEAN ",\"workspace\":{\"type\":[\"string\",\"null\"]}"))) "},"
  "\"/api/auth/totp\":{" OPERATION ("post", "begin_second_factor", "Begin to set up a second factor: the secret of an authenticator", "",
    BODY ("\"password\"", "\"password\":" SENT), ANSWER ("200", OBJECT ("\"secret\",\"uri\"", "\"secret\":" TEXT ",\"uri\":" TEXT))) "},"
  "\"/api/auth/totp/confirm\":{" OPERATION ("post", "confirm_second_factor", "Show its first code: it is asked for from then on", "",
    BODY ("\"code\"", "\"code\":" SENT),
    ANSWER ("200", OBJECT ("\"recovery_codes\"", "\"recovery_codes\":{\"type\":\"array\",\"items\":" TEXT "}"))) "},"
  "\"/api/auth/totp/end\":{" OPERATION ("post", "end_second_factor", "Take the second factor away", "",
    BODY ("\"password\",\"code\"", "\"password\":" SENT ",\"code\":" SENT), NONE) "},"
  "\"/api/admin/users/{id}/totp\":{" OPERATION ("delete", "reset_second_factor", "Take the second factor of a user away, as an administrator",
    OF_ID, "", NONE) "},"
  "\"/api/admin/second-factor\":{" OPERATION ("get", "second_factor_required", "Whether administrators have to have a second factor", "", "",
    ANSWER ("200", SCHEMA ("_required"))) ","
    OPERATION ("put", "require_second_factor", "Say whether administrators have to have a second factor", "",
    BODY ("\"administrators\"", "\"administrators\":" BOOLEAN), ANSWER ("200", SCHEMA ("_required"))) "},"
  "\"/api/auth/sessions\":{" OPERATION ("get", "own_sessions", "One's own sessions", "", "",
    ANSWER ("200", LIST (OBJECT ("\"id\",\"device\",\"created\",\"used\",\"revoked\",\"current\"", "\"id\":" UUID ",\"device\":" TEXT
      ",\"created\":" TIME ",\"used\":" NULL_TIME ",\"revoked\":" BOOLEAN ",\"current\":" BOOLEAN)))) "},"
  "\"/api/auth/sessions/{id}\":{" OPERATION ("delete", "end_own_session", "End one of one's own sessions", OF_ID, "", NONE) "},"
  "\"/api/auth/keys\":{" OPERATION ("get", "own_keys", "One's own keys", "", "",
    ANSWER ("200", LIST (OBJECT ("\"id\",\"name\",\"scopes\",\"created\",\"expires\",\"used\",\"rate\",\"revoked\"", "\"id\":" UUID ",\"name\":" TEXT
      ",\"scopes\":" TEXT ",\"created\":" TIME ",\"expires\":" NULL_TIME ",\"used\":" NULL_TIME ",\"rate\":" RATE ",\"revoked\":" BOOLEAN)))) ","
    OPERATION ("post", "make_key", "Make a key for a program, which is told once", "",
    BODY ("\"name\",\"scopes\"", "\"name\":" SENT ",\"scopes\":" SENT ",\"expires\":" NULL_TIME ",\"rate\":" RATE),
    ANSWER ("201", OBJECT ("\"id\",\"key\"", "\"id\":" UUID ",\"key\":" TEXT))) "},"
  "\"/api/auth/keys/{id}\":{" OPERATION ("delete", "revoke_own_key", "Revoke one of one's own keys", OF_ID, "", NONE) ","
    OPERATION ("patch", "limit_own_key", "Say how many requests a minute may come with one of one's own keys", OF_ID,
      BODY ("\"rate\"", "\"rate\":" RATE), NONE) "}";

const char tw_rest_auth_schemas[] =
  "\"_tokens\":" OBJECT ("\"access_token\",\"token_type\",\"expires_in\",\"refresh_token\",\"session\",\"user\"",
    "\"access_token\":" TEXT ",\"token_type\":{\"const\":\"Bearer\"},\"expires_in\":" INTEGER ",\"refresh_token\":" TEXT ",\"session\":" UUID
    ",\"user\":" OBJECT ("\"id\",\"name\"", "\"id\":" UUID ",\"name\":" TEXT)) ","
  "\"_required\":" OBJECT ("\"administrators\"", "\"administrators\":" BOOLEAN);
