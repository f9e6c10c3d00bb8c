/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-feed-panel.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-task.h"
#include "tw-timeline-items.h"
#include "tw-timeline-row.h"

#define PAGE_SIZE    50
#define MAX_ROUNDS   25                                /* reads of the log for one page: a rare thing is not looked for for ever */
#define SOON         (150 * G_TIME_SPAN_MILLISECOND)   /* what was found by then is shown; the rest comes when it is scrolled to */
#define LONG_ENOUGH  G_TIME_SPAN_SECOND                /* nothing was found: the person decides whether to look further */
#define RELOAD_DELAY 300                               /* ms: several commits are read at once */

struct _TwFeedPanel
{
  AdwBin        parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  guint         from, kinds;
  GStrv         hidden;                                /* (owned) (nullable) */
  GListStore   *items;                                 /* (owned) TwTimelineEntry that are shown */
  TwFeed       *feed;                                  /* (owned) (nullable) read as far as items */
  TwFeed       *reading;                               /* (owned) (nullable) being read on a thread */
  GCancellable *cancellable;                           /* (owned) (nullable) of that */
  char         *sentence;                              /* (owned) (nullable) */
  guint         reload_id;

  TwFeedBar    *bar;
  GtkStack     *stack;
  AdwStatusPage *empty_page;
  GtkWidget    *clear_button;
  GtkListView  *list;
  GtkWidget    *footer;
  GtkLabel     *reached_label;
};

G_DEFINE_FINAL_TYPE (TwFeedPanel, tw_feed_panel, ADW_TYPE_BIN)

typedef struct
{
  TwFeed  *feed;                                       /* (owned) */
  guint    limit, rounds;
  gboolean more;                                       /* the next page, not the first one anew */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->feed);
  g_free (reading);
}

/* --- State --- */

static void
show_footer (TwFeedPanel *self)
{
  gboolean more = self->feed != NULL && !tw_feed_is_at_end (self->feed);
  g_autofree char *day = NULL, *words = NULL;

  gtk_widget_set_visible (self->footer, more);
  if (!more)
    return;
  day = tw_instant_format (tw_feed_get_reached (self->feed), tw_workspace_get_zone (self->workspace));
  /* Translators: %s is a day: the list holds everything that happened since then. */
  words = g_strdup_printf (_("Looked back to %s"), day);
  gtk_label_set_label (self->reached_label, words);
}

static void
show_state (TwFeedPanel *self,
            const char  *message)
{
  gboolean set = tw_feed_bar_is_set (self->bar);

  show_footer (self);
  if (message == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }
  adw_status_page_set_title (self->empty_page, message != NULL ? _("The Feed Cannot Be Read") : set ? _("Nothing Like That") : _("Nothing Yet"));
  tw_tell (self->empty_page, message != NULL ? message
                             : set ? _("Nothing that happened is of this kind, person and time.") : self->sentence);
  gtk_widget_set_visible (self->clear_button, message == NULL && set);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

/* --- Reading --- */

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Reading *reading = data;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 start = g_get_monotonic_time ();
  GError *error = NULL;

  for (guint i = 0; i < reading->rounds && entries->len < reading->limit; i++)
    {
      if (g_get_monotonic_time () - start > (entries->len > 0 && reading->limit <= PAGE_SIZE ? SOON : LONG_ENOUGH))
        break;
      g_autoptr(GPtrArray) page = NULL;

      if (g_task_return_error_if_cancelled (task))
        return;
      page = tw_feed_read (reading->feed, reading->limit - entries->len, &error);
      if (page == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_extend_and_steal (entries, g_steal_pointer (&page));
      if (tw_feed_is_at_end (reading->feed))
        break;
    }
  g_task_return_pointer (task, g_steal_pointer (&entries), (GDestroyNotify) g_ptr_array_unref);
}

/* An answer to a question that is no longer asked is dropped. */
static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwFeedPanel *self = TW_FEED_PANEL (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->reading != reading->feed || self->items == NULL)
    return;
  g_clear_object (&self->reading);
  g_set_object (&self->feed, reading->feed);
  if (entries != NULL && reading->more)
    g_list_store_splice (self->items, g_list_model_get_n_items (G_LIST_MODEL (self->items)), 0, entries->pdata, entries->len);
  else if (entries != NULL)
    tw_timeline_items_replace (self->items, entries);
  else
    g_list_store_remove_all (self->items);
  show_state (self, error != NULL ? error->message : NULL);
}

static void
start_reading (TwFeedPanel *self,
               TwFeed      *feed,
               guint        limit,
               gboolean     more)
{
  g_autoptr(GTask) task = NULL;
  Reading *reading = g_new0 (Reading, 1);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  reading->feed = g_object_ref (feed);
  reading->limit = limit;
  reading->rounds = MAX_ROUNDS * (1 + limit / PAGE_SIZE);
  reading->more = more;
  g_set_object (&self->reading, feed);
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  tw_task_run_in_thread (task, read_thread);
}

/* As much as is shown is read anew: the place in the list stays. */
static void
reload (TwFeedPanel *self,
        gboolean     keep_length)
{
  guint n = keep_length ? g_list_model_get_n_items (G_LIST_MODEL (self->items)) : 0;
  TwFeedOptions options = { .format = tw_field_dup_text };
  g_autoptr(TwFeed) feed = NULL;

  tw_feed_bar_get_options (self->bar, &options);
  options.from = self->from;
  options.hidden = options.entity == NULL ? (const char *const *) self->hidden : NULL;
  if (options.kinds == 0)
    options.kinds = self->kinds;
  feed = tw_feed_new (tw_workspace_get_store (self->workspace), &options);
  start_reading (self, feed, MAX (PAGE_SIZE, n), FALSE);
}

static void
bar_changed_cb (TwFeedPanel *self)
{
  reload (self, FALSE);
}

static gboolean
reload_cb (gpointer data)
{
  TwFeedPanel *self = TW_FEED_PANEL (data);

  self->reload_id = 0;
  reload (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwFeedPanel *self,
              TwCommit    *commit)
{
  TwFeed *feed = self->reading != NULL ? self->reading : self->feed;

  if (feed != NULL && self->reload_id == 0 && tw_feed_is_touched (feed, commit))
    self->reload_id = g_timeout_add (RELOAD_DELAY, reload_cb, self);
}

static void
read_more (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwFeedPanel *self = TW_FEED_PANEL (widget);

  if (self->feed != NULL && self->reading == NULL && !tw_feed_is_at_end (self->feed))
    start_reading (self, self->feed, PAGE_SIZE, TRUE);
}

static void
clear (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_feed_bar_clear (TW_FEED_PANEL (widget)->bar);
}

static void
edge_reached_cb (TwFeedPanel    *self,
                 GtkPositionType position)
{
  if (position == GTK_POS_BOTTOM)
    read_more (GTK_WIDGET (self), NULL, NULL);
}

static void
activate_cb (TwFeedPanel *self,
             guint        position)
{
  g_autoptr(TwTimelineEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (entry != NULL && tw_timeline_entry_get_entity (entry) != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_timeline_entry_get_entity (entry),
                                tw_id_print (tw_timeline_entry_get_id (entry), id), "");
}

static const TwActionInfo infos[] = {
  { "feed.more", N_("Look further back"), NULL, NULL, NULL, read_more },
  { "feed.clear", N_("Show the whole feed"), NULL, NULL, NULL, clear },
};

const TwActionTable tw_feed_panel_actions = { N_("Feed"), infos, G_N_ELEMENTS (infos) };

static void
tw_feed_panel_dispose (GObject *object)
{
  TwFeedPanel *self = TW_FEED_PANEL (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->items);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FEED_PANEL);
  g_clear_object (&self->reading);
  g_clear_object (&self->feed);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->hidden, g_strfreev);
  g_clear_pointer (&self->sentence, g_free);
  G_OBJECT_CLASS (tw_feed_panel_parent_class)->dispose (object);
}

static void
tw_feed_panel_class_init (TwFeedPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_feed_panel_dispose;
  g_type_ensure (TW_TYPE_TIMELINE_ROW);
  g_type_ensure (TW_TYPE_FEED_BAR);
  tw_action_table_install (&tw_feed_panel_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("feed/tw-feed-panel.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFeedPanel, bar);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPanel, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPanel, clear_button);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPanel, list);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPanel, footer);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPanel, reached_label);
  gtk_widget_class_bind_template_callback (widget_class, bar_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
tw_feed_panel_init (TwFeedPanel *self)
{
  self->items = g_list_store_new (TW_TYPE_TIMELINE_ENTRY);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_feed_panel_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a panel that shows nothing before tw_feed_panel_show()
 */
TwFeedPanel *
tw_feed_panel_new (TwWorkspace *workspace)
{
  TwFeedPanel *self = g_object_new (TW_TYPE_FEED_PANEL, NULL);
  g_autoptr(GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));

  self->workspace = g_object_ref (workspace);
  tw_feed_bar_set_workspace (self->bar, workspace);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (tw_workspace_get_store (workspace), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_feed_panel_show:
 * @self: a panel
 * @from: whose doings, TwFeedFrom
 * @kinds: which kinds of change, TwFeedKind; 0 for all
 * @hidden: (nullable): keys of entities that are left out, unless one is asked for by itself
 *
 * Reads the feed from its newest entry on.
 */
void
tw_feed_panel_show (TwFeedPanel       *self,
                    guint              from,
                    guint              kinds,
                    const char *const *hidden)
{
  g_return_if_fail (TW_IS_FEED_PANEL (self));
  self->from = from;
  self->kinds = kinds;
  g_strfreev (self->hidden);
  self->hidden = g_strdupv ((char **) hidden);
  reload (self, FALSE);
}

/**
 * tw_feed_panel_set_empty:
 * @self: a panel
 * @sentence: what stands there when there is nothing to show
 *
 * Says what would fill it.
 */
void
tw_feed_panel_set_empty (TwFeedPanel *self,
                         const char  *sentence)
{
  g_return_if_fail (TW_IS_FEED_PANEL (self));
  g_free (self->sentence);
  self->sentence = g_strdup (sentence);
}

/**
 * tw_feed_panel_get_items:
 * @self: a panel
 *
 * Returns: (transfer none): the entries read so far
 */
GListModel *
tw_feed_panel_get_items (TwFeedPanel *self)
{
  g_return_val_if_fail (TW_IS_FEED_PANEL (self), NULL);
  return G_LIST_MODEL (self->items);
}

/**
 * tw_feed_panel_get_bar:
 * @self: a panel
 *
 * Returns: (transfer none): what chooses a part of it
 */
TwFeedBar *
tw_feed_panel_get_bar (TwFeedPanel *self)
{
  g_return_val_if_fail (TW_IS_FEED_PANEL (self), NULL);
  return self->bar;
}

/**
 * tw_feed_panel_is_reading:
 * @self: a panel
 *
 * Returns: whether it reads, or is about to
 */
gboolean
tw_feed_panel_is_reading (TwFeedPanel *self)
{
  g_return_val_if_fail (TW_IS_FEED_PANEL (self), FALSE);
  return self->reading != NULL || self->reload_id != 0;
}
