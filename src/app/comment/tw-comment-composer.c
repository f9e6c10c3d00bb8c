/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-comment-composer.h"

#include <glib/gi18n-lib.h>

#include "tw-mention.h"

#define MAX_OFFERS 6
#define MAX_NAME   40                                  /* characters after the @ that can still be a name */

struct _TwCommentComposer
{
  AdwBin         parent_instance;

  TwWorkspace   *workspace;                            /* (owned) (nullable) */
  GPtrArray     *people;                               /* (owned) TwPerson chosen so far */
  GPtrArray     *offers;                               /* (owned) TwPerson in the popover */
  TwId           comment;                              /* answered or changed; nil: neither */
  gboolean       change;

  GtkTextView   *view;
  GtkLabel      *placeholder;
  GtkWidget     *mode_box;
  GtkLabel      *mode_label;
  GtkWidget     *buttons;
  GtkWidget     *note_button;
  GtkPopover    *popover;
  GtkListBox    *list;
};

G_DEFINE_FINAL_TYPE (TwCommentComposer, tw_comment_composer, ADW_TYPE_BIN)

enum { SUBMIT, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkTextBuffer *
get_buffer (TwCommentComposer *self)
{
  return gtk_text_view_get_buffer (self->view);
}

static char *
dup_typed (TwCommentComposer *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE));
}

/* Sets start to the @ of the mention before the cursor; FALSE when none is being typed. */
static gboolean
find_mention (TwCommentComposer *self,
              GtkTextIter       *start,
              GtkTextIter       *cursor)
{
  GtkTextIter before;

  gtk_text_buffer_get_iter_at_mark (get_buffer (self), cursor, gtk_text_buffer_get_insert (get_buffer (self)));
  *start = *cursor;
  for (guint i = 0; i < MAX_NAME && gtk_text_iter_backward_char (start); i++)
    {
      gunichar c = gtk_text_iter_get_char (start);

      if (c == '\n')
        return FALSE;
      if (c != '@')
        continue;
      before = *start;
      return !gtk_text_iter_backward_char (&before) || !g_unichar_isalnum (gtk_text_iter_get_char (&before));
    }
  return FALSE;
}

static void
close_offers (TwCommentComposer *self)
{
  g_ptr_array_set_size (self->offers, 0);
  gtk_popover_popdown (self->popover);
}

static void
show_offers (TwCommentComposer *self,
             const GtkTextIter *at)
{
  GtkWidget *row = NULL;
  GdkRectangle place;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < self->offers->len; i++)
    {
      TwPerson *person = g_ptr_array_index (self->offers, i);
      GtkWidget *label = gtk_label_new (person->name);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_append (self->list, label);
    }
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  gtk_text_view_get_iter_location (self->view, at, &place);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &place.x, &place.y);
  gtk_popover_set_pointing_to (self->popover, &place);
  gtk_popover_popup (self->popover);
}

static void
update_offers (TwCommentComposer *self)
{
  GtkTextIter start, cursor, name;
  g_autofree char *text = NULL;
  g_autoptr(GPtrArray) offers = NULL;

  if (self->workspace == NULL || !find_mention (self, &start, &cursor))
    {
      close_offers (self);
      return;
    }
  name = start;
  gtk_text_iter_forward_char (&name);
  text = gtk_text_buffer_get_text (get_buffer (self), &name, &cursor, FALSE);
  offers = tw_mention_complete (tw_workspace_get_store (self->workspace), text, MAX_OFFERS, NULL);
  if (offers == NULL || offers->len == 0)
    {
      close_offers (self);
      return;
    }
  g_ptr_array_unref (self->offers);
  self->offers = g_steal_pointer (&offers);
  show_offers (self, &start);
}

static void
changed_cb (TwCommentComposer *self)
{
  g_autofree char *text = dup_typed (self);
  gboolean empty = *text == '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), gtk_text_buffer_get_char_count (get_buffer (self)) == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "comment.submit", !empty);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "comment.keep-note", !empty && tw_id_is_nil (&self->comment));
  gtk_widget_set_visible (self->buttons, !empty || !tw_id_is_nil (&self->comment));
  update_offers (self);
}

static void
move_selection (TwCommentComposer *self,
                int                delta)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int n = self->offers->len, i = row != NULL ? gtk_list_box_row_get_index (row) : 0;

  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (i + delta + n) % n));
}

/* While people are offered, the keys that move and choose are theirs; the text keeps the focus. */
static gboolean
key_pressed_cb (TwCommentComposer *self,
                guint              keyval)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (self->offers->len == 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Down:
      move_selection (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      move_selection (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      tw_comment_composer_choose (self, row != NULL ? gtk_list_box_row_get_index (row) : 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      close_offers (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
row_activated_cb (TwCommentComposer *self,
                  GtkListBoxRow     *row)
{
  tw_comment_composer_choose (self, gtk_list_box_row_get_index (row));
}

static void
submit (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwCommentComposer *self = TW_COMMENT_COMPOSER (widget);
  g_autofree char *text = tw_comment_composer_dup_text (self);

  if (*text != '\0')
    g_signal_emit (self, signals[SUBMIT], 0, text, g_str_equal (name, "comment.keep-note"));
}

static void
cancel (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_comment_composer_clear (TW_COMMENT_COMPOSER (widget));
}

static const TwActionInfo infos[] = {
  { "comment.submit", N_("Write the comment"), "<Control>Return", NULL, NULL, submit },
  { "comment.keep-note", N_("Keep the text as a note"), "<Control><Shift>Return", NULL, NULL, submit },
  { "comment.cancel", N_("Stop writing the comment"), NULL, NULL, NULL, cancel },
};

const TwActionTable tw_comment_composer_actions = { N_("Comments"), infos, G_N_ELEMENTS (infos) };

static void
tw_comment_composer_dispose (GObject *object)
{
  TwCommentComposer *self = TW_COMMENT_COMPOSER (object);

  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_COMMENT_COMPOSER);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_comment_composer_parent_class)->dispose (object);
}

static void
tw_comment_composer_class_init (TwCommentComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_comment_composer_dispose;
  tw_action_table_install (&tw_comment_composer_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("comment/tw-comment-composer.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCommentComposer, view);
  gtk_widget_class_bind_template_child (widget_class, TwCommentComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, TwCommentComposer, mode_box);
  gtk_widget_class_bind_template_child (widget_class, TwCommentComposer, mode_label);
  gtk_widget_class_bind_template_child (widget_class, TwCommentComposer, buttons);
  gtk_widget_class_bind_template_child (widget_class, TwCommentComposer, note_button);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);

  /**
   * TwCommentComposer::submit:
   * @text: what was written, as it is stored
   * @note: whether it is to be kept as a note
   *
   * The text is to be kept.
   */
  signals[SUBMIT] = g_signal_new ("submit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING, G_TYPE_BOOLEAN);
}

/* The popover hangs at the text and must not take the focus from it. */
static void
tw_comment_composer_init (TwCommentComposer *self)
{
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_person_free);
  self->offers = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_person_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("People"), -1);
  gtk_widget_set_focusable (GTK_WIDGET (self->list), FALSE);
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_autohide (self->popover, FALSE);
  gtk_popover_set_position (self->popover, GTK_POS_BOTTOM);
  gtk_popover_set_has_arrow (self->popover, FALSE);
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->list));
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self->view));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_buffer (self), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

/**
 * tw_comment_composer_set_workspace:
 * @self: a composer
 * @workspace: whose people can be mentioned
 *
 * To be called once, before anything is typed.
 */
void
tw_comment_composer_set_workspace (TwCommentComposer *self,
                                   TwWorkspace       *workspace)
{
  g_return_if_fail (TW_IS_COMMENT_COMPOSER (self));
  g_set_object (&self->workspace, workspace);
}

/**
 * tw_comment_composer_begin:
 * @self: a composer
 * @comment: (nullable): the comment that is answered or changed
 * @change: whether it is changed
 * @words: (nullable): what stands above the text: "Answer to Ann"
 * @text: (nullable): what the text starts with, as it is stored
 *
 * Starts a text.
 */
void
tw_comment_composer_begin (TwCommentComposer *self,
                           const TwId        *comment,
                           gboolean           change,
                           const char        *words,
                           const char        *text)
{
  g_autofree char *typed = NULL;

  g_return_if_fail (TW_IS_COMMENT_COMPOSER (self));
  g_ptr_array_set_size (self->people, 0);
  self->comment = comment != NULL ? *comment : (TwId) { { 0 } };
  self->change = change;
  gtk_label_set_label (self->mode_label, words != NULL ? words : "");
  gtk_widget_set_visible (self->mode_box, words != NULL);
  gtk_widget_set_visible (self->note_button, comment == NULL);
  if (text != NULL)
    typed = tw_mention_to_typed (tw_workspace_get_schema (self->workspace), text, self->people);
  if (text != NULL || comment == NULL)
    tw_comment_composer_set_text (self, typed != NULL ? typed : "");
  changed_cb (self);
  close_offers (self);
  if (comment != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * tw_comment_composer_get_comment:
 * @self: a composer
 * @change: (out): whether it is changed, not answered
 *
 * Returns: (transfer none) (nullable): the comment that the text answers or changes
 */
const TwId *
tw_comment_composer_get_comment (TwCommentComposer *self,
                                 gboolean          *change)
{
  g_return_val_if_fail (TW_IS_COMMENT_COMPOSER (self), NULL);
  *change = self->change;
  return tw_id_is_nil (&self->comment) ? NULL : &self->comment;
}

/**
 * tw_comment_composer_clear:
 * @self: a composer
 *
 * Forgets the text and what it answers.
 */
void
tw_comment_composer_clear (TwCommentComposer *self)
{
  tw_comment_composer_begin (self, NULL, FALSE, NULL, NULL);
}

/**
 * tw_comment_composer_set_text:
 * @self: a composer
 * @text: as it is typed
 *
 * Replaces the text; the cursor stands after it.
 */
void
tw_comment_composer_set_text (TwCommentComposer *self,
                              const char        *text)
{
  g_return_if_fail (TW_IS_COMMENT_COMPOSER (self) && text != NULL);
  gtk_text_buffer_set_text (get_buffer (self), text, -1);
}

/**
 * tw_comment_composer_dup_text:
 * @self: a composer
 *
 * Returns: (transfer full): the text as it is stored
 */
char *
tw_comment_composer_dup_text (TwCommentComposer *self)
{
  g_autofree char *typed = NULL;

  g_return_val_if_fail (TW_IS_COMMENT_COMPOSER (self), NULL);
  typed = dup_typed (self);
  return tw_mention_to_stored (tw_workspace_get_schema (self->workspace), typed, self->people);
}

/**
 * tw_comment_composer_get_offers:
 * @self: a composer
 *
 * Returns: (transfer none) (element-type TwPerson): people whose names go on as typed after the last @
 */
GPtrArray *
tw_comment_composer_get_offers (TwCommentComposer *self)
{
  g_return_val_if_fail (TW_IS_COMMENT_COMPOSER (self), NULL);
  return self->offers;
}

/**
 * tw_comment_composer_choose:
 * @self: a composer
 * @i: index of an offered person
 *
 * Mentions a person: the name replaces what was typed of it.
 */
void
tw_comment_composer_choose (TwCommentComposer *self,
                            guint              i)
{
  TwPerson *person = NULL, *chosen = NULL;
  GtkTextIter start, cursor;
  g_autofree char *words = NULL;

  g_return_if_fail (TW_IS_COMMENT_COMPOSER (self));
  if (i >= self->offers->len || !find_mention (self, &start, &cursor))
    return;
  person = g_ptr_array_index (self->offers, i);
  chosen = g_new0 (TwPerson, 1);
  chosen->id = person->id;
  chosen->name = g_strdup (person->name);
  g_ptr_array_add (self->people, chosen);
  words = g_strdup_printf ("@%s ", chosen->name);
  gtk_text_buffer_begin_user_action (get_buffer (self));
  gtk_text_buffer_delete (get_buffer (self), &start, &cursor);
  gtk_text_buffer_insert (get_buffer (self), &start, words, -1);
  gtk_text_buffer_end_user_action (get_buffer (self));
  close_offers (self);
}
