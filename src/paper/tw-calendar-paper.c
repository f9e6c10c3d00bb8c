/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-paper-private.h"

#include <glib/gi18n-lib.h>

#include "tw-date-words.h"
#include "tw-list-paper.h"
#include "tw-paper-table.h"

#define MAX_COLUMNS  7
#define TITLE_HEIGHT 60                                /* points at most, with what keeps it from the days */

enum { WHEN, WHAT, WHERE, WHO, N_LIST_COLUMNS };

/* The texts of a table, row by row. */
typedef struct
{
  guint      n_columns;
  GPtrArray *texts;                                    /* (owned) char * */
  GArray    *kinds;                                    /* (owned) TwPaperRow */
} Cells;

static Cells *
cells_new (guint n_columns)
{
  Cells *cells = g_new0 (Cells, 1);

  cells->n_columns = n_columns;
  cells->texts = g_ptr_array_new_with_free_func (g_free);
  cells->kinds = g_array_new (FALSE, FALSE, sizeof (TwPaperRow));
  return cells;
}

static void
cells_free (gpointer data)
{
  Cells *cells = data;

  g_ptr_array_unref (cells->texts);
  g_array_unref (cells->kinds);
  g_free (cells);
}

static void
add_row (Cells *cells, TwPaperRow kind)
{
  g_array_append_val (cells->kinds, kind);
}

static const char *
get_text (guint row, guint column, gpointer data)
{
  Cells *cells = data;

  return g_ptr_array_index (cells->texts, row * cells->n_columns + column);
}

static TwPaperRow
get_kind (guint row, gpointer data)
{
  return g_array_index (((Cells *) data)->kinds, TwPaperRow, row);
}

static TwPaperTable *
make_table (Cells *cells)
{
  TwPaperRows rows = { .n_rows = cells->kinds->len, .get_text = get_text, .get_kind = get_kind, .data = cells, .free_data = cells_free };

  return tw_paper_table_new (&rows);
}

/* --- Words --- */

char *
tw_calendar_paper_dup_day (TwDate day, const char *format)
{
  int year, month, day_of_month;
  g_autoptr (GDateTime) time = NULL;

  tw_date_to_ymd (day, &year, &month, &day_of_month);
  time = g_date_time_new_utc (year, month, day_of_month, 0, 0, 0);
  return g_date_time_format (time, format);
}

/* Of an event on one of its days: what began before and goes on after has no times there. */
static char *
dup_times (const TwCalendarPaper *calendar, const TwOccurrence *event, TwDate day, gboolean with_end)
{
  gint64 from = tw_instant_get_time_of_day (event->start, calendar->zone), to = tw_instant_get_time_of_day (event->end, calendar->zone);

  if (event->all_day || event->first_day < day)
    return g_strdup ("");
  if (!with_end || event->end <= event->start)
    return g_strdup_printf ("%02d:%02d", (int) (from / 3600), (int) (from / 60 % 60));
  return g_strdup_printf ("%02d:%02d–%02d:%02d", (int) (from / 3600), (int) (from / 60 % 60), (int) (to / 3600), (int) (to / 60 % 60));
}

char *
tw_calendar_paper_dup_title (const TwOccurrence *event)
{
  const char *kind = event->kind == TW_CALENDAR_MEETING ? _("Meeting") : event->kind == TW_CALENDAR_CALL ? C_("schema", "Call") : _("Task");
  const char *title = *event->title != '\0' ? event->title : kind;

  if (event->cancelled)
    /* Translators: an event that does not take place. */
    return g_strdup_printf (_("%s (cancelled)"), title);
  return g_strdup (title);
}

/* --- The days beside each other --- */

static gboolean
is_on (const TwCalendarPaper *calendar, const TwOccurrence *event, TwDate day)
{
  return event->first_day <= day && MAX (event->last_day, event->first_day) >= day
         && (tw_id_is_nil (&calendar->meeting_type) || tw_id_equal (&calendar->meeting_type, &event->meeting_type));
}

static char *
dup_cell (const TwCalendarPaper *calendar, GPtrArray *events, TwDate day)
{
  g_autofree char *name = tw_date_words (day, TW_WORDS_DAY_SHORT);
  GString *text = g_string_new (name);

  for (guint i = 0; i < events->len; i++)
    {
      const TwOccurrence *event = g_ptr_array_index (events, i);
      g_autofree char *times = NULL, *title = NULL;

      if (!is_on (calendar, event, day))
        continue;
      times = dup_times (calendar, event, day, FALSE);
      title = tw_calendar_paper_dup_title (event);
      g_string_append_printf (text, "\n%s%s%s", times, *times != '\0' ? " " : "• ", title);
    }
  return g_string_free (text, FALSE);
}

static void
add_grid (const TwCalendarPaper *calendar, TwPaper *paper, GPtrArray *events)
{
  Cells *cells = cells_new (calendar->columns);
  TwPaperTable *table = NULL;

  for (TwDate day = calendar->first; day <= calendar->last; day++)
    {
      g_ptr_array_add (cells->texts, dup_cell (calendar, events, day));
      if (cells->texts->len % calendar->columns == 0)
        add_row (cells, TW_PAPER_ROW_PLAIN);
    }
  /* The last row is as long as the others. */
  while (cells->texts->len % calendar->columns != 0)
    {
      g_ptr_array_add (cells->texts, g_strdup (""));
      if (cells->texts->len % calendar->columns == 0)
        add_row (cells, TW_PAPER_ROW_PLAIN);
    }
  table = make_table (cells);
  for (guint i = 0; i < calendar->columns; i++)
    {
      g_autofree char *weekday = tw_calendar_paper_dup_day (calendar->first + (int) i, "%A");

      tw_paper_table_add_column (table, weekday, TW_PAPER_CELL_WRAP | TW_PAPER_CELL_TITLE);
      if (calendar->columns > 1)
        tw_paper_table_set_share (table, i, 1.0 / calendar->columns);
    }
  tw_paper_add_table (paper, table);
}

/* --- A list --- */

static void
add_event (const TwCalendarPaper *calendar, Cells *cells, const TwOccurrence *event, TwDate day, guint user_entity)
{
  g_autofree char *times = dup_times (calendar, event, day, TRUE);

  g_ptr_array_add (cells->texts, *times != '\0' ? g_steal_pointer (&times) : g_strdup (_("All day")));
  g_ptr_array_add (cells->texts, tw_calendar_paper_dup_title (event));
  g_ptr_array_add (cells->texts, g_strdup (event->place != NULL ? event->place : ""));
  g_ptr_array_add (cells->texts, tw_id_is_nil (&event->owner) ? g_strdup ("") : tw_store_dup_title (calendar->store, user_entity, &event->owner));
  add_row (cells, TW_PAPER_ROW_PLAIN);
}

static void
add_list (const TwCalendarPaper *calendar, TwPaper *paper, GPtrArray *events)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (calendar->store);
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  Cells *cells = cells_new (N_LIST_COLUMNS);
  TwPaperTable *table = NULL;

  for (TwDate day = calendar->first; day <= calendar->last; day++)
    {
      gboolean first = TRUE;

      for (guint i = 0; i < events->len; i++)
        {
          const TwOccurrence *event = g_ptr_array_index (events, i);

          if (!is_on (calendar, event, day))
            continue;
          if (first)
            {
              g_ptr_array_add (cells->texts, tw_date_words (day, TW_WORDS_WEEKDAY_YEAR));
              for (guint column = 1; column < N_LIST_COLUMNS; column++)
                g_ptr_array_add (cells->texts, g_strdup (""));
              add_row (cells, TW_PAPER_ROW_HEADING);
              first = FALSE;
            }
          add_event (calendar, cells, event, day, user != NULL ? user->number : 0);
        }
    }
  if (cells->kinds->len == 0)
    {
      cells_free (cells);
      tw_paper_add_text (paper, _("Nothing is planned in this time."));
      return;
    }
  table = make_table (cells);
  tw_paper_table_add_column (table, _("When"), 0);
  tw_paper_table_add_column (table, _("What"), TW_PAPER_CELL_WRAP);
  tw_paper_table_add_column (table, _("Where"), TW_PAPER_CELL_WRAP);
  tw_paper_table_add_column (table, _("Who"), 0);
  tw_paper_add_table (paper, table);
}

/* What the sheet has below its title; events of other types of meetings are left out. */
static void
add_hours (const TwCalendarPaper *calendar, TwPaper *paper, GPtrArray *events)
{
  const TwPaperSize *size = tw_paper_get_size (paper);
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_occurrence_free);

  for (guint i = 0; i < events->len; i++)
    {
      const TwOccurrence *event = g_ptr_array_index (events, i);

      if (tw_id_is_nil (&calendar->meeting_type) || tw_id_equal (&calendar->meeting_type, &event->meeting_type))
        g_ptr_array_add (shown, tw_occurrence_copy (event));
    }
  tw_calendar_paper_add_hours (calendar, paper, shown, size->height - size->top - size->bottom - TITLE_HEIGHT);
}

/**
 * tw_calendar_paper_new:
 * @calendar: what to print
 * @cancellable: (nullable): to stop it
 * @error: the store's trouble
 *
 * Reads the events of the days and makes a document of them. Days beside each other lie on their side.
 *
 * Returns: (transfer full) (nullable): the document
 */
TwPaper *
tw_calendar_paper_new (const TwCalendarPaper *calendar, GCancellable *cancellable, GError **error)
{
  TwCalendarQuery query = {
    .from = tw_instant_from_local (calendar->first, 0, calendar->zone),
    .to = tw_instant_from_local (calendar->last + 1, 0, calendar->zone),
    .zone = calendar->zone,
    .kinds = calendar->kinds,
    .users = calendar->users,
  };
  g_autoptr (GPtrArray) events = NULL;
  TwPaperSize size = *calendar->size;
  TwPaper *paper = NULL;

  g_return_val_if_fail (calendar->columns <= MAX_COLUMNS && calendar->first <= calendar->last, NULL);
  /* No kinds are none; to the store they would be all. */
  events = calendar->kinds != 0 ? tw_calendar_read (calendar->store, &query, cancellable, error) : g_ptr_array_new ();
  if (events == NULL)
    return NULL;
  if (calendar->columns > 1 && size.width < size.height)
    size = (TwPaperSize) { size.height, size.width, size.top, size.end, size.bottom, size.start };
  paper = tw_store_paper_new (calendar->store, &size, calendar->title, calendar->company);
  tw_paper_add_heading (paper, 1, calendar->title);
  if (calendar->hours)
    add_hours (calendar, paper, events);
  else if (calendar->columns > 0)
    add_grid (calendar, paper, events);
  else
    add_list (calendar, paper, events);
  return paper;
}
