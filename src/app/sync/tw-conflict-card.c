/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-conflict-card.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-sync-words.h"
#include "tw-wrap-layout.h"

struct _TwConflictCard
{
  AdwBin        parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  TwConflict   *conflict;                              /* (owned) */
  GCancellable *cancellable;                           /* (owned) */

  GtkLabel     *field_label;
  GtkLabel     *base_label;
  GtkLabel     *mine_head;
  GtkLabel     *mine_label;
  GtkLabel     *theirs_head;
  GtkLabel     *theirs_label;
  GtkFlowBox   *values;
  GtkWidget    *buttons;
};

G_DEFINE_FINAL_TYPE (TwConflictCard, tw_conflict_card, ADW_TYPE_BIN)

/* "Yours · 09:12", "Ann Archer · 09:12" */
static char *
dup_head (TwConflictCard *self,
          const TwId     *user,
          TwInstant       at,
          const char     *mine,
          const char     *unknown)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  const TwEntity *users = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "user");
  gboolean me = !tw_id_is_nil (user) && tw_id_equal (user, tw_store_get_user (store));
  g_autofree char *name = NULL, *time = NULL;

  if (!me && users != NULL && !tw_id_is_nil (user))
    name = tw_store_dup_title (store, users->number, user);
  if (at != 0)
    time = tw_sync_words_dup_time (at, tw_workspace_get_zone (self->workspace));
  if (me)
    name = g_strdup (mine);
  return g_strdup_printf ("%s%s%s", name != NULL && *name != '\0' ? name : unknown, time != NULL ? " · " : "",
                          time != NULL ? time : "");
}

static void
show_value (TwConflictCard *self,
            GtkLabel       *label,
            const TwValue  *value,
            const char     *instead)
{
  g_autofree char *text = tw_conflict_format (tw_workspace_get_store (self->workspace), self->conflict, value);

  if (instead != NULL)
    gtk_label_set_label (label, instead);
  else if (*text != '\0')
    gtk_label_set_label (label, text);
  else
    {
      gtk_label_set_label (label, _("Empty"));
      gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
    }
}

static void
show (TwConflictCard *self)
{
  TwConflict *conflict = self->conflict;
  g_autofree char *mine = dup_head (self, &conflict->mine_by, conflict->mine_at, _("Yours"), _("Sent"));
  g_autofree char *theirs = dup_head (self, &conflict->theirs_by, conflict->theirs_at, _("Yours, sent elsewhere"),
                                      _("On the server"));
  const char *label = conflict->field != NULL ? tw_field_get_label (conflict->field) : _("Record");

  gtk_label_set_label (self->field_label, label);
  gtk_label_set_label (self->mine_head, mine);
  gtk_label_set_label (self->theirs_head, theirs);
  show_value (self, self->base_label, &conflict->base, NULL);
  show_value (self, self->mine_label, &conflict->mine, NULL);
  show_value (self, self->theirs_label, &conflict->theirs, conflict->deleted ? _("In the wastebasket")
              : conflict->duplicate ? _("Another record has it, too") : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.keep-both", tw_conflict_has_both (conflict));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwConflictCard) self = TW_CONFLICT_CARD (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
keep_mine (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_conflict_card_settle (TW_CONFLICT_CARD (widget), TW_SETTLE_MINE);
}

static void
take_theirs (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  tw_conflict_card_settle (TW_CONFLICT_CARD (widget), TW_SETTLE_THEIRS);
}

static void
keep_both (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_conflict_card_settle (TW_CONFLICT_CARD (widget), TW_SETTLE_BOTH);
}

static const TwActionInfo infos[] = {
  { "conflict.keep-mine", N_("Keep the value that was sent"), "m", NULL, NULL, keep_mine },
  { "conflict.take-theirs", N_("Take the value of the server"), "t", NULL, NULL, take_theirs },
  { "conflict.keep-both", N_("Keep both values"), "b", NULL, NULL, keep_both },
};

const TwActionTable tw_conflict_card_actions = { N_("Conflicts"), infos, G_N_ELEMENTS (infos) };

static void
tw_conflict_card_dispose (GObject *object)
{
  TwConflictCard *self = TW_CONFLICT_CARD (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CONFLICT_CARD);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->conflict, tw_conflict_free);
  G_OBJECT_CLASS (tw_conflict_card_parent_class)->dispose (object);
}

static void
tw_conflict_card_class_init (TwConflictCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_conflict_card_dispose;
  tw_action_table_install (&tw_conflict_card_actions, widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sync/tw-conflict-card.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, field_label);
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, base_label);
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, mine_head);
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, mine_label);
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, theirs_head);
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, theirs_label);
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, values);
  gtk_widget_class_bind_template_child (widget_class, TwConflictCard, buttons);
}

static void
tw_conflict_card_init (TwConflictCard *self)
{
  GtkWidget *child = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_layout_manager (self->buttons, tw_wrap_layout_new (6));
  /* The values are read, not chosen: the focus goes from the card to its buttons. */
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->values)); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
}

/**
 * tw_conflict_card_new:
 * @workspace: the workspace
 * @conflict: (transfer full): the conflict
 *
 * Returns: (transfer floating): a card for it
 */
TwConflictCard *
tw_conflict_card_new (TwWorkspace *workspace,
                      TwConflict  *conflict)
{
  TwConflictCard *self = g_object_new (TW_TYPE_CONFLICT_CARD, NULL);

  self->workspace = g_object_ref (workspace);
  self->conflict = conflict;
  show (self);
  return self;
}

const TwId *
tw_conflict_card_get_id (TwConflictCard *self)
{
  g_return_val_if_fail (TW_IS_CONFLICT_CARD (self), NULL);
  return tw_record_get_id (self->conflict->conflict);
}

/**
 * tw_conflict_card_settle:
 * @self: the card
 * @settle: which value the record gets
 *
 * Commits the decision. When that is not possible, a toast says why and the conflict stays.
 */
void
tw_conflict_card_settle (TwConflictCard *self,
                         TwSettle        settle)
{
  TwStore *store = NULL;
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  g_return_if_fail (TW_IS_CONFLICT_CARD (self));
  store = tw_workspace_get_store (self->workspace);
  edit = tw_conflict_settle (store, self->conflict, settle, &error);
  if (edit == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  tw_edit_commit_async (edit, self->cancellable, settled_cb, g_object_ref (self));
}
