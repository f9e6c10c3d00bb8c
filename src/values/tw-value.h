/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value of a field or an expression. Small, copied by value; texts and lists are shared by reference and immutable. */
#pragma once

#include "tw-date.h"
#include "tw-decimal.h"
#include "tw-id.h"
#include "tw-money.h"

G_BEGIN_DECLS

typedef enum
{
  TW_TYPE_NULL,
  TW_TYPE_BOOLEAN,
  TW_TYPE_INTEGER,
  TW_TYPE_DECIMAL,
  TW_TYPE_MONEY,
  TW_TYPE_DATE,
  TW_TYPE_TIME,                                        /* seconds since local midnight */
  TW_TYPE_DATETIME,                                    /* TwInstant */
  TW_TYPE_DURATION,                                    /* seconds */
  TW_TYPE_TEXT,
  TW_TYPE_ENUM,                                        /* the value's key as text */
  TW_TYPE_LINK,                                        /* an id and the entity's number */
  TW_TYPE_LIST,
  TW_TYPE_JSON,                                        /* canonical JSON text */
} TwType;

typedef struct _TwValue TwValue;
typedef struct _TwList  TwList;

struct _TwValue
{
  TwType  type;
  guint32 tag;                                         /* money: TwCurrency; link: entity number */
  union
  {
    gint64  i;                                         /* boolean … duration; money: amount */
    char   *text;                                      /* (GRefString) text, enum, JSON */
    TwId    id;                                        /* link */
    TwList *list;                                      /* (reference) */
  };
};

struct _TwList
{
  gatomicrefcount ref_count;
  guint           n_values;
  TwValue         values[];
};

#define TW_VALUE_INIT { .type = TW_TYPE_NULL }

/* Constructors give a value that the caller clears. Texts are copied. */
TwValue tw_value_boolean  (gboolean value);
TwValue tw_value_integer  (gint64 value);
TwValue tw_value_decimal  (TwDecimal value);
TwValue tw_value_money    (gint64 amount, TwCurrency currency);
TwValue tw_value_date     (TwDate date);
TwValue tw_value_time     (int seconds);
TwValue tw_value_datetime (TwInstant instant);
TwValue tw_value_duration (gint64 seconds);
TwValue tw_value_text     (const char *text);          /* NULL gives null */
TwValue tw_value_text_len (const char *text, gsize length);
TwValue tw_value_enum     (const char *key);
TwValue tw_value_link     (guint32 entity_number, const TwId *id);
TwValue tw_value_list     (const TwValue *values, guint n_values);   /* copies the elements */
TwValue tw_value_json     (const char *json);

TwValue  tw_value_copy    (const TwValue *value);
void     tw_value_clear   (TwValue *value);            /* becomes null */
#define  tw_value_is_null(value) ((value)->type == TW_TYPE_NULL)
gboolean tw_value_equal   (const TwValue *a, const TwValue *b);     /* exact: type and bytes; null equals null */
/* The order of lists on the screen and of SQL: null first, text by folded form, money by amount. */
int      tw_value_compare (const TwValue *a, const TwValue *b);
guint    tw_value_hash    (const TwValue *value);
char    *tw_value_print   (const TwValue *value);      /* canonical text for logs, CSV and the command line */
char    *tw_value_to_json (const TwValue *value);      /* one JSON value, as in the REST API */
gboolean tw_value_from_json (TwType type, const char *json, TwValue *result, GError **error);
gboolean tw_value_parse   (TwType type, const char *text, GTimeZone *zone, TwValue *result, GError **error);
const char *tw_type_get_name (TwType type);            /* "text", "integer", … as shown in error messages */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwValue, tw_value_clear)

#define TW_VALUE_ERROR (tw_value_error_quark ())
GQuark tw_value_error_quark (void);
typedef enum { TW_VALUE_ERROR_SYNTAX, TW_VALUE_ERROR_RANGE } TwValueError;

G_END_DECLS
