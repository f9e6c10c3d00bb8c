/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-asked-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-task-assign.h"

struct _TwAskedBar
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) */

  GtkLabel    *words;
  GtkLabel    *note;
};

G_DEFINE_FINAL_TYPE (TwAskedBar, tw_asked_bar, ADW_TYPE_BIN)

static void
tw_asked_bar_dispose (GObject *object)
{
  TwAskedBar *self = TW_ASKED_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_ASKED_BAR);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_asked_bar_parent_class)->dispose (object);
}

static void
tw_asked_bar_class_init (TwAskedBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_asked_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("task/tw-asked-bar.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwAskedBar, words);
  gtk_widget_class_bind_template_child (widget_class, TwAskedBar, note);
}

static void
tw_asked_bar_init (TwAskedBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_asked_bar_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a bar that is hidden
 */
TwAskedBar *
tw_asked_bar_new (TwWorkspace *workspace)
{
  TwAskedBar *self = g_object_new (TW_TYPE_ASKED_BAR, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}

/**
 * tw_asked_bar_set_record:
 * @self: a bar
 * @record: (nullable): a record
 *
 * Shows itself when an answer of the signed-in person is waited for. The answers are the actions of the record's page.
 */
void
tw_asked_bar_set_record (TwAskedBar *self,
                         TwRecord   *record)
{
  TwStore *store = NULL;
  g_autoptr(TwRecord) asked = NULL;
  g_autofree char *name = NULL, *words = NULL;
  const TwValue *by = NULL, *note = NULL;

  g_return_if_fail (TW_IS_ASKED_BAR (self));
  store = tw_workspace_get_store (self->workspace);
  if (record != NULL && !tw_record_is_deleted (record) && tw_task_can_assign (tw_record_get_entity (record)))
    asked = tw_task_find_assignment (store, tw_record_get_entity (record), tw_record_get_id (record), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), asked != NULL);
  if (asked == NULL)
    return;
  by = tw_record_get_key (asked, "assigned_by");
  note = tw_record_get_key (asked, "note");
  if (by->type == TW_TYPE_LINK)
    name = tw_store_dup_title (store, by->tag, &by->id);
  /* Translators: %s is a person who gave a task to the reader. */
  words = name != NULL && *name != '\0' ? g_strdup_printf (_("%s asks you to do this."), name) : g_strdup (_("You are asked to do this."));
  gtk_label_set_label (self->words, words);
  gtk_label_set_label (self->note, note->type == TW_TYPE_TEXT ? note->text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note->type == TW_TYPE_TEXT);
}
