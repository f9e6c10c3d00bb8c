/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-side.h"

#include <glib/gi18n-lib.h>

#define MAX_PEOPLE 40                                  /* whose ticks are listed */
#define MAX_TYPES  60
#define MAX_KEPT   50                                  /* people whose choices are kept on this computer */
#define SHOWN_KEY  "calendar-shown"

static const TwCalendarKind kinds[] = { TW_CALENDAR_MEETING, TW_CALENDAR_CALL, TW_CALENDAR_TASK };

struct _TwCalendarSide
{
  GtkBox           parent_instance;

  TwCalendarModel *model;                              /* (owned) */
  GArray          *types;                              /* (owned) TwId of the drop-down's lines; the first is any */
  gboolean         filling;

  TwMiniMonth     *month;                              /* in month_bin */
  AdwBin          *month_bin;
  GtkBox          *kind_box, *people_box;
  GtkDropDown     *type, *color;
};

G_DEFINE_FINAL_TYPE (TwCalendarSide, tw_calendar_side, GTK_TYPE_BOX)

static TwStore *
get_store (TwCalendarSide *self)
{
  return tw_workspace_get_store (tw_calendar_model_get_workspace (self->model));
}

/* --- What is kept --- */

static GSettings *
get_settings (TwCalendarSide *self)
{
  return tw_workspace_get_settings (tw_calendar_model_get_workspace (self->model));
}

static const TwId *
get_me (TwCalendarSide *self)
{
  const TwId *me = tw_store_get_user (get_store (self));

  return me != NULL ? me : &tw_id_nil;
}

/* Of the signed-in person, by whose id it is kept: the same computer may have several. */
static void
keep (TwCalendarSide *self)
{
  g_autoptr(GVariant) kept = g_settings_get_value (get_settings (self), SHOWN_KEY);
  GArray *people = tw_calendar_model_get_people (self->model);
  GVariantBuilder all, one;
  char me[TW_ID_TEXT_LENGTH + 1], id[TW_ID_TEXT_LENGTH + 1];

  if (self->filling)
    return;
  tw_id_print (get_me (self), me);
  g_variant_builder_init (&one, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; people != NULL && i < people->len; i++)
    g_variant_builder_add (&one, "s", tw_id_print (&g_array_index (people, TwId, i), id));
  g_variant_builder_init (&all, G_VARIANT_TYPE ("a{s(uuas)}"));
  g_variant_builder_add (&all, "{s(uuas)}", me, (guint) tw_calendar_model_get_kinds (self->model),
                         gtk_drop_down_get_selected (self->color), &one);
  for (gsize i = 0; i < MIN (g_variant_n_children (kept), MAX_KEPT - 1); i++)
    {
      g_autoptr(GVariant) entry = g_variant_get_child_value (kept, i), key = g_variant_get_child_value (entry, 0);

      if (!g_str_equal (g_variant_get_string (key, NULL), me))
        g_variant_builder_add_value (&all, entry);
    }
  g_settings_set_value (get_settings (self), SHOWN_KEY, g_variant_builder_end (&all));
}

/* NULL: nothing is kept of this person. people: texts of ids. */
static char **
dup_kept (TwCalendarSide *self,
          TwCalendarKind *shown_kinds,
          guint          *color)
{
  g_autoptr(GVariant) kept = g_settings_get_value (get_settings (self), SHOWN_KEY);
  char me[TW_ID_TEXT_LENGTH + 1];
  char **people = NULL;
  guint bits = 0;

  if (g_variant_lookup (kept, tw_id_print (get_me (self), me), "(uu^as)", &bits, color, &people))
    *shown_kinds = bits & TW_CALENDAR_ALL;
  return people;
}

/* --- Kinds --- */

static void
kinds_cb (TwCalendarSide *self)
{
  TwCalendarKind chosen = 0;
  guint i = 0;

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->kind_box)); check != NULL; check = gtk_widget_get_next_sibling (check))
    {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        chosen |= kinds[i];
      i++;
    }
  tw_calendar_model_set_kinds (self->model, chosen);
  keep (self);
}

/* A name with a picture of the colour before it: neither the shape nor the colour says it alone. */
static GtkWidget *
make_check (const char *name,
            const char *icon,
            const char *color)
{
  GtkWidget *check = gtk_check_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (name);
  g_autofree char *css_class = g_strconcat ("tw-color-", color, NULL);

  if (icon != NULL)
    {
      GtkWidget *image = gtk_image_new_from_icon_name (icon);

      gtk_widget_add_css_class (image, css_class);
      gtk_box_append (GTK_BOX (box), image);
    }
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return check;
}

static const char *
get_plural (TwCalendarKind kind)
{
  return kind == TW_CALENDAR_MEETING ? _("Meetings") : kind == TW_CALENDAR_CALL ? _("Calls") : _("Tasks");
}

static void
fill_kinds (TwCalendarSide *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GtkWidget *check = make_check (get_plural (kinds[i]), tw_calendar_kind_get_icon (kinds[i]), tw_calendar_get_color (kinds[i]));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), (tw_calendar_model_get_kinds (self->model) & kinds[i]) != 0);
      g_signal_connect_object (check, "toggled", G_CALLBACK (kinds_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->kind_box, check);
    }
}

/* --- People --- */

static const TwId *
get_person (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "tw-person");
}

static void
apply_people (TwCalendarSide *self)
{
  g_autoptr(GArray) people = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->people_box)); check != NULL; check = gtk_widget_get_next_sibling (check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)) && !tw_id_is_nil (get_person (check)))
      g_array_append_vals (people, get_person (check), 1);
  tw_calendar_model_set_people (self->model, people->len > 0 ? people : NULL);
}

/* Everybody and single people exclude each other; nobody is everybody. */
static void
person_cb (TwCalendarSide *self,
           GtkCheckButton *changed)
{
  gboolean everybody = tw_id_is_nil (get_person (GTK_WIDGET (changed))), active = gtk_check_button_get_active (changed), any = FALSE;
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->people_box));

  if (self->filling)
    return;
  self->filling = TRUE;
  for (GtkWidget *check = gtk_widget_get_next_sibling (first); check != NULL; check = gtk_widget_get_next_sibling (check))
    {
      if (everybody && active)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
      any = any || gtk_check_button_get_active (GTK_CHECK_BUTTON (check));
    }
  gtk_check_button_set_active (GTK_CHECK_BUTTON (first), !any);
  self->filling = FALSE;
  apply_people (self);
  keep (self);
}

static void
add_person (TwCalendarSide *self,
            const TwId     *id,
            const char     *name,
            gboolean        active)
{
  GtkWidget *check = make_check (name, tw_id_is_nil (id) ? NULL : "avatar-default-symbolic",
                                 tw_calendar_model_get_person_color (self->model, id));

  g_object_set_data_full (G_OBJECT (check), "tw-person", g_memdup2 (id, sizeof *id), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  g_signal_connect_object (check, "toggled", G_CALLBACK (person_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->people_box, check);
}

static GPtrArray *
list (TwCalendarSide *self,
      const char     *key,
      const char     *where,
      guint           limit)
{
  TwSchema *schema = tw_store_get_schema (get_store (self));
  const TwEntity *entity = tw_schema_get_entity (schema, key);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, where, NULL, NULL) : NULL;
  GPtrArray *records = query != NULL ? tw_store_list (get_store (self), query, limit, NULL, NULL, NULL) : NULL;

  return records != NULL ? records : g_ptr_array_new_with_free_func (g_object_unref);
}

/* Those who were chosen last, as far as they are still there. */
static void
tick_kept (TwCalendarSide *self,
           char          **kept)
{
  GtkWidget *everybody = gtk_widget_get_first_child (GTK_WIDGET (self->people_box));
  gboolean any = FALSE;
  char id[TW_ID_TEXT_LENGTH + 1];

  for (GtkWidget *check = gtk_widget_get_next_sibling (everybody); check != NULL; check = gtk_widget_get_next_sibling (check))
    {
      gboolean chosen = g_strv_contains ((const char *const *) kept, tw_id_print (get_person (check), id));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), chosen);
      any = any || chosen;
    }
  gtk_check_button_set_active (GTK_CHECK_BUTTON (everybody), !any);
}

static void
fill_people (TwCalendarSide *self,
             char          **kept)
{
  g_autoptr(GPtrArray) people = list (self, "user", "active != false", MAX_PEOPLE);
  const TwId *me = tw_store_get_user (get_store (self));
  gboolean mine = me != NULL && !tw_id_is_nil (me);

  self->filling = TRUE;
  add_person (self, &tw_id_nil, _("Everybody"), !mine);
  if (mine)
    add_person (self, me, _("Me"), TRUE);
  for (guint i = 0; i < people->len; i++)
    {
      TwRecord *person = g_ptr_array_index (people, i);
      g_autofree char *name = tw_record_dup_title (person);

      if (!mine || !tw_id_equal (tw_record_get_id (person), me))
        add_person (self, tw_record_get_id (person), name, FALSE);
    }
  if (kept != NULL)
    tick_kept (self, kept);
  self->filling = FALSE;
  apply_people (self);
}

/* --- Types and colours --- */

static void
type_cb (TwCalendarSide *self)
{
  guint selected = gtk_drop_down_get_selected (self->type);

  if (selected < self->types->len)
    tw_calendar_model_set_type (self->model, &g_array_index (self->types, TwId, selected));
}

static void
fill_types (TwCalendarSide *self)
{
  g_autoptr(GPtrArray) types = list (self, "meeting_type", NULL, MAX_TYPES);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _("All types"));
  g_array_append_val (self->types, tw_id_nil);
  for (guint i = 0; i < types->len; i++)
    {
      g_autofree char *name = tw_record_dup_title (g_ptr_array_index (types, i));

      gtk_string_list_append (names, name);
      g_array_append_vals (self->types, tw_record_get_id (g_ptr_array_index (types, i)), 1);
    }
  gtk_drop_down_set_model (self->type, G_LIST_MODEL (names));
}

static void
color_cb (TwCalendarSide *self)
{
  tw_calendar_model_set_color (self->model, (TwCalendarColor) gtk_drop_down_get_selected (self->color));
  keep (self);
}

static void
tw_calendar_side_dispose (GObject *object)
{
  TwCalendarSide *self = TW_CALENDAR_SIDE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CALENDAR_SIDE);
  g_clear_object (&self->model);
  g_clear_pointer (&self->types, g_array_unref);
  G_OBJECT_CLASS (tw_calendar_side_parent_class)->dispose (object);
}

static void
tw_calendar_side_class_init (TwCalendarSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_calendar_side_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("calendar/tw-calendar-side.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCalendarSide, month_bin);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarSide, kind_box);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarSide, people_box);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarSide, type);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarSide, color);
}

static void
tw_calendar_side_init (TwCalendarSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->types = g_array_new (FALSE, FALSE, sizeof (TwId));
}

/**
 * tw_calendar_side_new:
 * @model: what it chooses from
 *
 * Returns: (transfer floating): a column of choices, which sets the model to what the signed-in person chose last, at first to what he
 *   has to do
 */
GtkWidget *
tw_calendar_side_new (TwCalendarModel *model)
{
  TwCalendarSide *self = g_object_new (TW_TYPE_CALENDAR_SIDE, NULL);
  TwCalendarKind shown = TW_CALENDAR_ALL;
  g_auto(GStrv) kept = NULL;
  guint color = 0;

  self->model = g_object_ref (model);
  self->month = TW_MINI_MONTH (tw_mini_month_new (model));
  adw_bin_set_child (self->month_bin, GTK_WIDGET (self->month));
  kept = dup_kept (self, &shown, &color);
  tw_calendar_model_set_kinds (model, shown);
  fill_kinds (self);
  fill_people (self, kept);
  fill_types (self);
  g_signal_connect_object (self->type, "notify::selected", G_CALLBACK (type_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->color, "notify::selected", G_CALLBACK (color_cb), self, G_CONNECT_SWAPPED);
  if (color <= TW_CALENDAR_COLOR_COMPANY)
    gtk_drop_down_set_selected (self->color, color);
  return GTK_WIDGET (self);
}

TwMiniMonth *
tw_calendar_side_get_month (TwCalendarSide *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_SIDE (self), NULL);
  return self->month;
}

GtkWidget *
tw_calendar_side_get_kind (TwCalendarSide *self,
                           TwCalendarKind  kind)
{
  GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->kind_box));

  for (guint i = 0; check != NULL && kinds[i] != kind; i++)
    check = gtk_widget_get_next_sibling (check);
  return check;
}

GtkWidget *
tw_calendar_side_get_person (TwCalendarSide *self,
                             const TwId     *person)
{
  GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->people_box));

  while (check != NULL && !tw_id_equal (get_person (check), person))
    check = gtk_widget_get_next_sibling (check);
  return check;
}
