/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server for the tests of the desktop: the program itself, in a folder of the test, and the workspace of the window joined to it. */
#pragma once

#include "tw-app-test.h"

G_BEGIN_DECLS

typedef struct _TwAppServer TwAppServer;

/* To be called before tw_app_test_init() by programs that use a server. */
void         tw_app_server_init  (void);
/* A server below the folder, which the fixture's workspace then belongs to, with all of it sent. */
TwAppServer *tw_app_server_join  (TwAppTest *fixture);
/* As by a power cut; nothing when it is not running. */
void         tw_app_server_kill  (TwAppServer *server);
void         tw_app_server_start (TwAppServer *server);
/* Kills it, too. */
void         tw_app_server_free  (TwAppServer *server);
/* Fields and objects of the site are made at the server, and come to the device by themselves. */
void         tw_app_server_define (TwAppTest *fixture, const char *definitions);
/* Somebody else changes something at the server, whose store is given; the device hears of it by itself. */
void         tw_app_server_change (TwAppTest *fixture, void (*change) (TwStore *store));
/* Waits until the device has sent all and has heard all. */
void         tw_app_server_wait  (TwAppTest *fixture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAppServer, tw_app_server_free)

G_END_DECLS
