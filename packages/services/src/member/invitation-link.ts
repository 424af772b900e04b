export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/invitation?${new URLSearchParams({ token })}`;
}

export function invitationTokenPlace(invitation: { tenantId: string; id: string }) {
  return { tenantId: invitation.tenantId, rowId: invitation.id, column: "token_sealed" };
}
