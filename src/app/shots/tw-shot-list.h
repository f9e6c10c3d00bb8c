/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to see: each picture's name, how its view is reached, and in which forms it is taken. */
#pragma once

#include "tw-window.h"

G_BEGIN_DECLS

typedef enum
{
  TW_SHOT_LIGHT  = 1 << 0,
  TW_SHOT_DARK   = 1 << 1,
  TW_SHOT_NARROW = 1 << 2,
  TW_SHOT_ALL    = TW_SHOT_LIGHT | TW_SHOT_DARK | TW_SHOT_NARROW,
} TwShotForms;

typedef struct
{
  const char *name;
  void      (*prepare) (TwWindow *window, const char *argument);
  const char *argument;
  const char *action;                                  /* nullable: done when the view is there, with its target: "win.create::deal" */
  TwShotForms forms;
} TwShot;

/* start: those before there is a workspace. */
const TwShot *tw_shot_list (gboolean start, guint *n_shots);

G_END_DECLS
