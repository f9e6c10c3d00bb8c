/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way to show a view: list, board, … A presentation is a widget made from a TwViewState, whose query it follows.
 * To add one: implement this interface, and add a line to the table in tw-presentation.c. */
#pragma once

#include "tw-app.h"
#include "tw-record-set.h"
#include "tw-results.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_PRESENTATION (tw_presentation_get_type ())
G_DECLARE_INTERFACE (TwPresentation, tw_presentation, TW, PRESENTATION, GtkWidget)

/* Signal "selection-changed" () whenever what dup_selected() gives has changed. */
struct _TwPresentationInterface
{
  GTypeInterface parent_interface;

  GArray *(*dup_selected)    (TwPresentation *self);                 /* of TwId, in the order shown */
  /* Nullable both: where many can be selected, their number and a set of them without reading one. chosen: more than where the
   * keyboard stands. */
  guint   (*count_selected)  (TwPresentation *self, gboolean *chosen);
  TwRecordSet *(*dup_selection) (TwPresentation *self);
  void    (*clear_selection) (TwPresentation *self);
  void    (*set_narrow)      (TwPresentation *self, gboolean narrow);   /* nullable: fits any width by itself */
  void    (*take_focus)      (TwPresentation *self);                 /* nullable: the first child that can */
  /* Nullable: what it shows, in order, the records of a group or column each. (transfer full) (element-type TwResults) */
  GPtrArray *(*list_results) (TwPresentation *self);
};

typedef struct
{
  const char *key;                                     /* "board"; kept in saved views */
  const char *title;                                   /* N_(): "Board" */
  const char *icon;
  const char *help;                                    /* id of the page of the help about it */
  gboolean  (*can_show) (const TwEntity *entity);      /* nullable: every entity */
  GtkWidget *(*make)    (TwViewState *state);
} TwPresentationInfo;

const TwPresentationInfo *tw_presentation_get_infos (guint *n_infos);

GArray *tw_presentation_dup_selected      (TwPresentation *self);
guint   tw_presentation_count_selected    (TwPresentation *self, gboolean *chosen);
TwRecordSet *tw_presentation_dup_selection (TwPresentation *self, const TwEntity *entity);
void    tw_presentation_clear_selection   (TwPresentation *self);
void    tw_presentation_set_narrow        (TwPresentation *self, gboolean narrow);
void    tw_presentation_take_focus        (TwPresentation *self);
gboolean tw_presentation_is_reading       (TwPresentation *self);
/* Of the order in which it shows records. */
gboolean tw_presentation_has_record       (TwPresentation *self, const TwId *id);
gboolean tw_presentation_find_beside      (TwPresentation *self, TwStore *store, const TwId *id, gboolean forward, TwId *beside);
void    tw_presentation_selection_changed (TwPresentation *self);    /* emits the signal */

G_END_DECLS
