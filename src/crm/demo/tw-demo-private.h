/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo company while it is put together: what was made so far, so that later records can point to it. Each
 * tw_demo_add_… makes one subject's records; they run in the order of the functions below. */
#pragma once

#include <json-glib/json-glib.h>

#include "tw-bulk.h"
#include "tw-demo.h"

G_BEGIN_DECLS

#define TW_DEMO_HOUR G_GINT64_CONSTANT (3600000000)
#define TW_DEMO_NEWS_SINCE (26 * TW_DEMO_HOUR)        /* so long ago all was there that is not of the last day */

typedef struct
{
  TwId  id, team;
  char *name;
} TwDemoAgent;

typedef struct
{
  TwId   id;
  char  *name, *domain, *country;                      /* country: code of names.csv */
  guint  agent;                                        /* index of the owner */
  gint64 won;                                          /* ten-thousandths of US dollars */
  GArray *contacts;                                    /* guint: indexes */
} TwDemoCompany;

typedef struct
{
  TwId  id;
  char *name, *first, *phone;
  guint company;
} TwDemoContact;

typedef struct
{
  TwId   id;
  char  *name;
  gint64 price;                                        /* ten-thousandths of US dollars */
} TwDemoProduct;

typedef enum { TW_DEMO_LEAD, TW_DEMO_QUALIFIED, TW_DEMO_PROPOSAL, TW_DEMO_NEGOTIATION, TW_DEMO_WON, TW_DEMO_LOST } TwDemoStage;

typedef struct
{
  TwId        id;
  guint       agent, product, company, contact;        /* indexes */
  TwDemoStage stage;
  gint64      amount;                                  /* ten-thousandths of US dollars */
  TwDate      engaged, close;                          /* engaged: 0 when never */
  TwInstant   created, entered;                        /* entered: when it came to its stage */
} TwDemoDeal;

typedef struct
{
  TwId   id;
  char  *name, *first, *company;
  guint  agent;
  gboolean closed;
  TwInstant created;
} TwDemoLead;

typedef struct
{
  TwStore   *store;
  TwSchema  *schema;
  TwBulk    *bulk;
  GTimeZone *zone;
  TwInstant  now;
  TwDate     today;
  guint64    random;                                   /* state of the generator */
  GError    *error;                                    /* the first one; everything after it does nothing */
  JsonObject *texts;
  GHashTable *names;                                   /* "US given" → GPtrArray of char *[2]: native, romanised */
  GPtrArray  *places;                                  /* GStrv: rows of places.csv */
  GPtrArray  *agents, *companies, *contacts, *products, *deals, *leads;   /* of the structs above */
  GArray     *territories, *competitors, *campaigns;   /* TwId */
  guint       me;                                      /* index of an agent */
  TwInstant   clock;                                   /* the moment of what is committed next */
} TwDemo;

/* --- tw-demo-data.c: the files, chance and time --- */
GPtrArray  *tw_demo_read_table  (TwDemo *demo, const char *name);                  /* GStrv a row; NULL: demo->error */
gboolean    tw_demo_read_data   (TwDemo *demo);
guint       tw_demo_random      (TwDemo *demo, guint n);                           /* 0 … n − 1 */
int         tw_demo_between     (TwDemo *demo, int low, int high);                 /* both included */
gboolean    tw_demo_chance      (TwDemo *demo, guint percent);
const char *tw_demo_pick        (TwDemo *demo, const char *list);                  /* a text of a list of texts.json */
JsonArray  *tw_demo_pick_row    (TwDemo *demo, const char *list);                  /* a row of a list of rows */
/* The words {company}, {first} and {product} replaced. */
char       *tw_demo_fill        (const char *text, const char *company, const char *first, const char *product);
TwInstant   tw_demo_time        (TwDemo *demo, TwDate day);                        /* somewhen in office hours; no weekend */
TwInstant   tw_demo_days_ago (TwDemo *demo, int days);                            /* somewhen in the office hours of that day */
TwInstant   tw_demo_past        (TwDemo *demo, TwInstant time);                    /* not later than a while ago */
TwInstant   tw_demo_time_in     (TwDemo *demo, TwInstant from, TwInstant to);      /* office hours between the two */

/* --- tw-demo-record.c: records in the making; setters keep the first error --- */
TwId      tw_demo_make_id   (TwDemo *demo, TwInstant time);
TwRecord *tw_demo_record    (TwDemo *demo, const char *entity, TwInstant created);
void      tw_demo_set       (TwDemo *demo, TwRecord *record, const char *key, TwValue value);   /* steals the value */
void      tw_demo_set_text  (TwDemo *demo, TwRecord *record, const char *key, const char *text);
void      tw_demo_set_enum  (TwDemo *demo, TwRecord *record, const char *key, const char *choice);
void      tw_demo_set_int   (TwDemo *demo, TwRecord *record, const char *key, gint64 value);
void      tw_demo_set_bool  (TwDemo *demo, TwRecord *record, const char *key, gboolean value);
void      tw_demo_set_time  (TwDemo *demo, TwRecord *record, const char *key, TwInstant value);
void      tw_demo_set_date  (TwDemo *demo, TwRecord *record, const char *key, TwDate value);
void      tw_demo_set_usd   (TwDemo *demo, TwRecord *record, const char *key, gint64 amount);
void      tw_demo_set_list  (TwDemo *demo, TwRecord *record, const char *key, const char *const *texts);
void      tw_demo_set_link  (TwDemo *demo, TwRecord *record, const char *key, const char *entity, const TwId *id);
void      tw_demo_set_links (TwDemo *demo, TwRecord *record, const char *key, const char *entity, const TwId *ids, guint n);
/* The id of a seeded record by one of its fields. */
TwId      tw_demo_find      (TwDemo *demo, const char *entity, const char *key, const char *text);
TwId      tw_demo_save      (TwDemo *demo, TwRecord *record);                      /* steals the record; its id */
/* company, contact, deal and record of something that is about a deal */
void      tw_demo_set_about (TwDemo *demo, TwRecord *record, const TwDemoDeal *deal);

/* --- The subjects --- */
void tw_demo_add_team       (TwDemo *demo);            /* users, teams, territories */
void tw_demo_add_products   (TwDemo *demo);            /* products, price book, competitors, campaigns, segments */
gboolean tw_demo_read_deals (TwDemo *demo);            /* before companies: they need to know who sells to them */
void tw_demo_add_companies  (TwDemo *demo);
void tw_demo_add_contacts   (TwDemo *demo);
void tw_demo_add_deals      (TwDemo *demo);
void tw_demo_add_leads      (TwDemo *demo);
void tw_demo_add_activities (TwDemo *demo);
void tw_demo_add_tasks      (TwDemo *demo);
void tw_demo_add_meetings   (TwDemo *demo);
void tw_demo_add_quotes     (TwDemo *demo);            /* quotes, orders, invoices, payments */
void tw_demo_add_service    (TwDemo *demo);            /* cases, articles, surveys, feedback */
void tw_demo_add_news       (TwDemo *demo);            /* after all others were committed: what colleagues did since yesterday */
void tw_demo_add_talk       (TwDemo *demo);            /* comments, mentions, notifications, documents */

/* A person of a country: the name as written there, and romanised. */
void tw_demo_make_name      (TwDemo *demo, const char *country, char **given, char **family, char **name, char **romanised);
char *tw_demo_make_phone    (TwDemo *demo);
char *tw_demo_make_email    (const char *romanised, const char *domain);

/* A letter as a PDF; the first line is its heading. */
GBytes *tw_demo_pdf (const char *text);

G_END_DECLS
