/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-timeline-entry.h"

#include <glib/gi18n-lib.h>

#include "tw-date-words.h"

struct _TwTimelineEntry
{
  GObject     parent_instance;

  const char *source;                                  /* interned */
  TwInstant   time;
  TwDate      day;
  gint64      order;
  guint       entity;
  TwId        id, user;
  char       *icon, *title;                            /* (owned) */
  char       *detail, *body, *quote, *heading;         /* (owned) (nullable) */
  char       *when, *full_time;                        /* (owned) */
};

G_DEFINE_FINAL_TYPE (TwTimelineEntry, tw_timeline_entry, G_TYPE_OBJECT)

enum
{
  PROP_0, PROP_ICON, PROP_TITLE, PROP_DETAIL, PROP_BODY, PROP_QUOTE, PROP_HEADING, PROP_WHEN, PROP_FULL_TIME, PROP_HAS_DETAIL,
  PROP_HAS_BODY, PROP_HAS_QUOTE, PROP_HAS_HEADING, N_PROPS
};
static GParamSpec *properties[N_PROPS];

static const char *
get_text (TwTimelineEntry *self,
          guint            prop_id)
{
  switch (prop_id)
    {
    case PROP_ICON: return self->icon;
    case PROP_TITLE: return self->title;
    case PROP_DETAIL: case PROP_HAS_DETAIL: return self->detail;
    case PROP_BODY: case PROP_HAS_BODY: return self->body;
    case PROP_QUOTE: case PROP_HAS_QUOTE: return self->quote;
    case PROP_HEADING: case PROP_HAS_HEADING: return self->heading;
    case PROP_WHEN: return self->when;
    default: return self->full_time;
    }
}

static void
tw_timeline_entry_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  const char *text = get_text (TW_TIMELINE_ENTRY (object), prop_id);

  if (prop_id >= PROP_HAS_DETAIL)
    g_value_set_boolean (value, text != NULL);
  else
    g_value_set_string (value, text);
}

static void
tw_timeline_entry_finalize (GObject *object)
{
  TwTimelineEntry *self = TW_TIMELINE_ENTRY (object);

  g_free (self->icon);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->body);
  g_free (self->quote);
  g_free (self->heading);
  g_free (self->when);
  g_free (self->full_time);
  G_OBJECT_CLASS (tw_timeline_entry_parent_class)->finalize (object);
}

static void
tw_timeline_entry_class_init (TwTimelineEntryClass *klass)
{
  static const char *const names[N_PROPS] = {
    NULL, "icon", "title", "detail", "body", "quote", "heading", "when", "full-time", "has-detail", "has-body", "has-quote",
    "has-heading",
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_timeline_entry_get_property;
  object_class->finalize = tw_timeline_entry_finalize;
  for (guint i = 1; i < N_PROPS; i++)
    properties[i] = i >= PROP_HAS_DETAIL ? g_param_spec_boolean (names[i], NULL, NULL, FALSE, flags)
                                         : g_param_spec_string (names[i], NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_timeline_entry_init (TwTimelineEntry *self)
{
}

static char *
dup_unless_empty (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/**
 * tw_timeline_entry_new:
 * @facts: what it is made of
 *
 * Returns: (transfer full): an entry
 */
TwTimelineEntry *
tw_timeline_entry_new (const TwTimelineFacts *facts)
{
  TwTimelineEntry *self = g_object_new (TW_TYPE_TIMELINE_ENTRY, NULL);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (facts->time / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, facts->zone) : NULL;

  self->source = g_intern_string (facts->source);
  self->time = facts->time;
  self->day = tw_instant_get_date (facts->time, facts->zone);
  self->order = facts->order;
  self->entity = facts->entity;
  self->id = facts->id;
  self->user = facts->user;
  self->icon = g_strdup (facts->icon);
  self->title = g_strdup (facts->title);
  self->detail = dup_unless_empty (facts->detail);
  self->body = dup_unless_empty (facts->body);
  self->quote = dup_unless_empty (facts->quote);
  self->when = local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
  self->full_time = local != NULL ? g_date_time_format (local, "%c") : g_strdup ("");
  return self;
}

/**
 * tw_timeline_entry_get_source:
 * @self: an entry
 *
 * Returns: (transfer none): key of the source that it comes from
 */
const char *
tw_timeline_entry_get_source (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), NULL);
  return self->source;
}

/**
 * tw_timeline_entry_get_time:
 * @self: an entry
 *
 * Returns: when it happened
 */
TwInstant
tw_timeline_entry_get_time (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), 0);
  return self->time;
}

/**
 * tw_timeline_entry_get_title:
 * @self: an entry
 *
 * Returns: (transfer none): its first line
 */
const char *
tw_timeline_entry_get_title (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), NULL);
  return self->title;
}

/**
 * tw_timeline_entry_get_detail:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): its second line
 */
const char *
tw_timeline_entry_get_detail (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), NULL);
  return self->detail;
}

/**
 * tw_timeline_entry_get_body:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the text below, in Pango's markup
 */
const char *
tw_timeline_entry_get_body (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), NULL);
  return self->body;
}

/**
 * tw_timeline_entry_get_heading:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the heading of its day, when it is the first of it
 */
const char *
tw_timeline_entry_get_heading (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), NULL);
  return self->heading;
}

/**
 * tw_timeline_entry_get_entity:
 * @self: an entry
 *
 * Returns: number of the entity of the record that it shows; 0 when it shows no record
 */
guint
tw_timeline_entry_get_entity (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), 0);
  return self->entity;
}

/**
 * tw_timeline_entry_get_id:
 * @self: an entry
 *
 * Returns: (transfer none): id of the record that it shows
 */
const TwId *
tw_timeline_entry_get_id (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), NULL);
  return &self->id;
}

/**
 * tw_timeline_entry_get_user:
 * @self: an entry
 *
 * Returns: (transfer none): who did it; the nil id when that is not known
 */
const TwId *
tw_timeline_entry_get_user (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), NULL);
  return &self->user;
}

/**
 * tw_timeline_entry_get_day:
 * @self: an entry
 *
 * Returns: the day on which it happened, in the workspace's zone
 */
TwDate
tw_timeline_entry_get_day (TwTimelineEntry *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ENTRY (self), 0);
  return self->day;
}

/**
 * tw_timeline_entry_compare:
 * @a: an entry
 * @b: another
 *
 * Returns: less than 0 when @a stands above @b: it is newer
 */
int
tw_timeline_entry_compare (TwTimelineEntry *a,
                           TwTimelineEntry *b)
{
  if (a->time != b->time)
    return a->time > b->time ? -1 : 1;
  if (a->order != b->order)
    return a->order > b->order ? -1 : 1;
  return tw_id_compare (&b->id, &a->id);
}

/**
 * tw_timeline_entry_equal:
 * @a: an entry
 * @b: another
 *
 * Returns: whether a row that shows one needs no change to show the other
 */
gboolean
tw_timeline_entry_equal (TwTimelineEntry *a,
                         TwTimelineEntry *b)
{
  return tw_timeline_entry_compare (a, b) == 0 && g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->detail, b->detail) == 0
         && g_strcmp0 (a->body, b->body) == 0 && g_strcmp0 (a->quote, b->quote) == 0
         && g_strcmp0 (a->heading, b->heading) == 0 && g_strcmp0 (a->icon, b->icon) == 0;
}

/**
 * tw_timeline_entry_set_heading:
 * @self: an entry
 * @heading: (nullable): the heading of its day
 *
 * Only before anybody shows the entry.
 */
void
tw_timeline_entry_set_heading (TwTimelineEntry *self,
                               const char      *heading)
{
  g_return_if_fail (TW_IS_TIMELINE_ENTRY (self));
  g_free (self->heading);
  self->heading = g_strdup (heading);
}

/**
 * tw_timeline_day_heading:
 * @day: a day
 * @today: the present day
 *
 * Returns: (transfer full): the day as people say it
 */
char *
tw_timeline_day_heading (TwDate day,
                         TwDate today)
{
  int year = 0, this_year = 0, ignored = 0;

  if (day == today)
    return g_strdup (_("Today"));
  if (day == today - 1)
    return g_strdup (_("Yesterday"));
  if (day == today + 1)
    return g_strdup (_("Tomorrow"));
  tw_date_to_ymd (day, &year, &ignored, &ignored);
  tw_date_to_ymd (today, &this_year, &ignored, &ignored);
  return tw_date_words (day, year == this_year ? TW_WORDS_WEEKDAY : TW_WORDS_DAY_YEAR);
}
