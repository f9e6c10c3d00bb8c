/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exchange rates of the day, fetched from where the administrator says: the form in which the European Central Bank publishes them, one
 * rate for each currency and all from the same one. What is kept leads to or from the workspace's currency, in the direction in which the
 * number is not below one: a rate has six digits behind the point. */
#include "config.h"

#include <libsoup/soup.h>
#include <glib/gi18n-lib.h>

#include "tw-job-private.h"
#include "tw-money.h"
#include "tw-query.h"

#define TIMEOUT_SECONDS 30                             /* without a byte */
#define LONGEST_SECONDS 120                            /* for all of it, unless the job says another: a byte now and then would hold the jobs */
#define MAX_BYTES       (1 << 20)
#define MAX_CURRENCIES  1000
#define BASE            "EUR"

typedef struct
{
  char       *day;                                     /* (owned) (nullable) YYYY-MM-DD */
  GHashTable *rates;                                   /* (owned) code → TwDecimal: what one BASE is worth */
} Day;

static void
day_clear (Day *day)
{
  g_free (day->day);
  g_hash_table_unref (day->rates);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Day, day_clear)

/* --- Fetching --- */

/* Cancels what takes too long, also while the head of the answer comes a byte at a time. */
typedef struct
{
  GMutex        lock;
  GCond         over;
  gint64        end;
  gboolean      done, late;                            /* (mutex lock) */
  GCancellable *cancellable;                           /* (owned) */
} Deadline;

static gpointer
watch (gpointer data)
{
  Deadline *deadline = data;

  g_mutex_lock (&deadline->lock);
  while (!deadline->done && !deadline->late)
    deadline->late = !g_cond_wait_until (&deadline->over, &deadline->lock, deadline->end);
  deadline->late &= !deadline->done;
  g_mutex_unlock (&deadline->lock);
  if (deadline->late)
    g_cancellable_cancel (deadline->cancellable);
  return NULL;
}

/* The server ends, or somebody stops the job. */
static void
cancel_too (GCancellable *outer, GCancellable *own)
{
  g_cancellable_cancel (own);
}

static GBytes *
read_answer (SoupMessage *message, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 part[8192];
  gssize n;

  if (soup_message_get_status (message) != SOUP_STATUS_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The server of the exchange rates answered %u."), (guint) soup_message_get_status (message));
      return NULL;
    }
  while ((n = g_input_stream_read (stream, part, sizeof part, cancellable, error)) > 0 && bytes->len <= MAX_BYTES)
    g_byte_array_append (bytes, part, (guint) n);
  if (n < 0)
    return NULL;
  if (bytes->len > MAX_BYTES)
    {
      g_set_error_literal (error, TW_JOB_ERROR, 0, _("What came is too long for exchange rates."));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* {"seconds": 120} */
static GBytes *
fetch (TwJobRun *run, const char *address, GError **error)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("timeout", TIMEOUT_SECONDS, "user-agent", "Tradewind/" TW_VERSION, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 seconds = tw_job_run_number (run, "seconds", 1, 3600, LONGEST_SECONDS);
  Deadline deadline = { .end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC, .cancellable = cancellable };
  GBytes *bytes = NULL;
  GThread *watcher;
  gulong handler;

  if (message == NULL)
    {
      g_set_error (error, TW_JOB_ERROR, 0, _("“%s” is not an address to fetch from. Start the server with another --exchange-rates."), address);
      return NULL;
    }
  g_mutex_init (&deadline.lock);
  g_cond_init (&deadline.over);
  watcher = g_thread_new ("deadline", watch, &deadline);
  handler = run->cancellable != NULL ? g_cancellable_connect (run->cancellable, G_CALLBACK (cancel_too), cancellable, NULL) : 0;
  {
    g_autoptr (GError) local = NULL;
    g_autoptr (GInputStream) stream = soup_session_send (session, message, cancellable, &local);

    bytes = stream != NULL ? read_answer (message, stream, cancellable, &local) : NULL;
    g_mutex_lock (&deadline.lock);
    deadline.done = TRUE;
    g_cond_signal (&deadline.over);
    g_mutex_unlock (&deadline.lock);
    g_thread_join (watcher);
    if (bytes == NULL && deadline.late)
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("The server of the exchange rates takes too long to answer."));
    else if (bytes == NULL)
      g_propagate_error (error, g_steal_pointer (&local));
  }
  if (handler != 0)
    g_cancellable_disconnect (run->cancellable, handler);
  g_cond_clear (&deadline.over);
  g_mutex_clear (&deadline.lock);
  return bytes;
}

/* --- Reading --- */

/* <Cube time="2026-11-20"><Cube currency="USD" rate="1.0789"/>…; of several days the first, which is the newest. */
static void
start_cb (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer data, GError **error)
{
  Day *day = data;
  const char *time = NULL, *code = NULL, *text = NULL;
  TwCurrency currency;
  TwDecimal rate;
  TwDate date;

  if (!g_str_equal (element, "Cube"))
    return;
  for (guint i = 0; names[i] != NULL; i++)
    {
      time = g_str_equal (names[i], "time") ? values[i] : time;
      code = g_str_equal (names[i], "currency") ? values[i] : code;
      text = g_str_equal (names[i], "rate") ? values[i] : text;
    }
  if (time != NULL && day->day == NULL && tw_date_parse (time, &date))
    day->day = g_strdup (time);
  if (day->day != NULL && code != NULL && text != NULL && !g_hash_table_contains (day->rates, code) && tw_currency_parse (code, &currency)
      && tw_decimal_parse (text, &rate) && rate > 0)
    g_hash_table_insert (day->rates, g_strdup (code), g_memdup2 (&rate, sizeof rate));
}

static gboolean
read_day (GBytes *bytes, Day *day, GError **error)
{
  static const GMarkupParser parser = { .start_element = start_cb };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, day, NULL);
  static const TwDecimal one = TW_DECIMAL_ONE;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  if (!g_markup_parse_context_parse (context, text != NULL ? text : "", (gssize) size, NULL) || !g_markup_parse_context_end_parse (context, NULL)
      || day->day == NULL || g_hash_table_size (day->rates) == 0)
    {
      g_set_error_literal (error, TW_JOB_ERROR, 0, _("What came are no exchange rates as the European Central Bank publishes them."));
      return FALSE;
    }
  g_hash_table_insert (day->rates, g_strdup (BASE), g_memdup2 (&one, sizeof one));
  return TRUE;
}

/* --- Keeping --- */

/* Once for each day and pair, whichever server fetches it; what a person changed or deleted stays so. */
static gboolean
add_rate (TwStore *store, TwEdit *edit, const char *from, const char *to, TwDecimal rate, TwInstant since, const Day *day, const char *source,
          GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "exchange_rate");
  g_autofree char *words = g_strdup_printf ("exchange-rate/%s/%s/%s", from, to, day->day), *number = tw_decimal_print (rate);
  g_autofree char *at = tw_instant_print (since);
  TwId id = tw_id_from_words (words);
  g_autoptr (TwRecord) there = entity != NULL ? tw_store_get (store, entity, &id, NULL) : NULL;
  g_autoptr (TwRecord) record = NULL;

  if (entity == NULL || there != NULL)
    return FALSE;
  record = tw_record_new (entity);
  tw_record_set_id (record, &id);
  if (!tw_record_set_text (record, "from_currency", from, error) || !tw_record_set_text (record, "to_currency", to, error)
      || !tw_record_set_text (record, "rate", number, error) || !tw_record_set_text (record, "at", at, error)
      || !tw_record_set_text (record, "source", source, error))
    return FALSE;
  tw_edit_save (edit, record);
  return TRUE;
}

static GPtrArray *
list_active (TwStore *store, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "currency");
  g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (schema, entity, "active", "code", error) : NULL;

  return query != NULL ? tw_store_list (store, query, MAX_CURRENCIES, NULL, NULL, error) : NULL;
}

/* How many there are now that were not there before; -1 with error. */
static int
keep_day (TwStore *store, const Day *day, const char *source, GError **error)
{
  TwExprContext *context = tw_store_dup_context (store);
  char own[4];
  const TwDecimal *base = g_hash_table_lookup (day->rates, tw_currency_print (context->currency, own));
  g_autoptr (GPtrArray) currencies = list_active (store, error);
  g_autoptr (TwEdit) edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, _("Fetch exchange rates"));
  GError *problem = NULL;
  TwInstant since;
  TwDate date;
  int n = 0;

  /* From midnight of the workspace on: that of UTC is still, or already, another day elsewhere. */
  tw_date_parse (day->day, &date);
  since = tw_instant_from_local (date, 0, context->zone);

  if (currencies != NULL && base == NULL)
    g_set_error (&problem, TW_JOB_ERROR, 0, _("There is no rate for %s, the currency of the workspace."), own);
  for (guint i = 0; currencies != NULL && problem == NULL && i < currencies->len; i++)
    {
      const TwValue *code = tw_record_get_key (g_ptr_array_index (currencies, i), "code");
      const TwDecimal *rate = code->type == TW_TYPE_TEXT ? g_hash_table_lookup (day->rates, code->text) : NULL;
      TwDecimal worth;

      if (rate == NULL || g_str_equal (code->text, own))
        continue;
      if (*rate >= *base ? tw_decimal_divide (*rate, *base, TW_ROUND_HALF_EVEN, &worth) && add_rate (store, edit, own, code->text, worth, since, day, source, &problem)
                         : tw_decimal_divide (*base, *rate, TW_ROUND_HALF_EVEN, &worth) && add_rate (store, edit, code->text, own, worth, since, day, source, &problem))
        n++;
    }
  tw_store_context_free (context);
  if (problem == NULL && n > 0)
    {
      g_autoptr (TwCommit) commit = tw_edit_commit (g_steal_pointer (&edit), &problem);
    }
  if (problem != NULL)
    g_propagate_error (error, problem);
  return currencies == NULL || problem != NULL ? -1 : n;
}

gboolean
tw_job_has_rates (TwServer *server)
{
  return tw_server_get_exchange_rates (server) != NULL;
}

/**
 * tw_job_run_rates:
 * @run: a job
 * @result: (out): how many came, of which day
 * @error: why none came
 *
 * Fetches the newest rates of all active currencies that have one.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_job_run_rates (TwJobRun *run, char **result, GError **error)
{
  const char *address = tw_server_get_exchange_rates (run->server);
  g_auto (Day) day = { NULL, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  g_autoptr (GUri) uri = address != NULL ? g_uri_parse (address, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  int n;

  if (address == NULL)
    {
      g_set_error_literal (error, TW_JOB_ERROR, 0, _("The server does not know where to fetch exchange rates. Start it with --exchange-rates."));
      return FALSE;
    }
  bytes = fetch (run, address, error);
  if (bytes == NULL || !read_day (bytes, &day, error))
    return FALSE;
  n = keep_day (run->store, &day, uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : address, error);
  if (n < 0)
    return FALSE;
  *result = g_strdup_printf ("%s: %d", day.day, n);
  return TRUE;
}
